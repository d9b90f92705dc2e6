"""Writes the input shapes of the ECS API's operations, as the model of botocore has them, in the
compact form that build.rs turns into src/check/shape's tables. `shapes.py > src/check/data/shapes.txt`."""

import botocore.session

SKIPPED = (
    "Daemon", "ExpressGateway", "Gateway", "Submit", "DiscoverPollEndpoint", "RegisterContainerInstance", "TaskSet",
    "ExecuteCommand", "UpdateContainerAgent",
)

HEAD = """# Input shapes of the ECS API, from the model of botocore {version} (Apache-2.0), written by tests/botocore/shapes.py.
# One line a shape: its name, then member:kind, with ! where the member is required. Kinds: s string, b boolean, i integer
# (i1..5 = with bounds), l long, d double, t timestamp, [K list of K, (K map of strings to K, Name a structure, =A|B one of
# these words. Operations come first, their names are the shapes'.
"""


def main():
    service = botocore.session.get_session().get_service_model("ecs")
    shapes = service._service_description["shapes"]
    lines, todo, done = [], [], set()

    def kind(name):
        shape = shapes[name]
        what = shape["type"]
        if what == "string":
            if "enum" in shape:
                return "=" + "|".join(shape["enum"])
            return "s1" if shape.get("min") == 1 else "s"
        if what == "integer":
            if "min" in shape or "max" in shape:
                return f"i{shape.get('min', -2147483648)}..{shape.get('max', 2147483647)}"
            return "i"
        if what == "list":
            return "[" + kind(shape["member"]["shape"])
        if what == "map":
            return "(" + kind(shape["value"]["shape"])
        if what == "structure":
            if name not in done:
                done.add(name)
                todo.append(name)
            return name
        return {"boolean": "b", "long": "l", "double": "d", "timestamp": "t"}[what]

    def line(name, shape):
        required = shape.get("required", [])
        members = [
            member + ("!" if member in required else "") + ":" + kind(of["shape"])
            for member, of in shape["members"].items()
        ]
        lines.append(" ".join([name] + members))

    for operation in service.operation_names:
        if any(word in operation for word in SKIPPED):
            continue
        line(operation, shapes[service.operation_model(operation).input_shape.name])
    lines.append("-")
    while todo:
        name = todo.pop(0)
        line(name, shapes[name])
    print(HEAD.format(version=botocore.__version__) + "\n".join(lines))


main()
