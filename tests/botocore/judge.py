"""The API's own model as judge. `judge FILE`: every line of FILE is a call that was played, or a part of a report; what the
model of botocore does not allow is printed, and ends the program with 1. `mutate FILE OUT`: makes inputs out of accepted
ones that botocore's validator refuses."""

import copy
import json
import sys

import botocore.session
from botocore.validate import ParamValidator

SERVICE = botocore.session.get_session().get_service_model("ecs")
# Every service may answer these; the rest must be declared for the operation.
COMMON = {"ThrottlingException", "SerializationException", "PlaygroundNotSimulated"}
# Of the exceptions that the reference has seen in answers of the real API, this one is not declared.
ALSO = {"RegisterTaskDefinition": {"InvalidParameterException"}}


def problems(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{path}: not a structure"
            return
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}: required"
        for name, item in value.items():
            if name not in shape.members:
                yield f"{path}.{name}: unknown"
            else:
                yield from problems(shape.members[name], item, f"{path}.{name}")
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for index, item in enumerate(value):
            yield from problems(shape.member, item, f"{path}[{index}]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{path}: not a map"
            return
        for name, item in value.items():
            yield from problems(shape.value, item, f"{path}.{name}")
    elif kind == "string":
        if not isinstance(value, str):
            yield f"{path}: not a string: {value!r}"
        elif shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is not one of {shape.enum}"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: not a boolean"
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{path}: not a whole number: {value!r}"
    elif kind in ("double", "float", "timestamp"):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            yield f"{path}: not a number: {value!r}"
    else:
        yield f"{path}: {kind} is not known here"


def refusal(operation, value):
    report = ParamValidator().validate(value, SERVICE.operation_model(operation).input_shape)
    return report.generate_report() if report.has_errors() else ""


def judge(file):
    count = {"inputs": 0, "inputs cleaned first": 0, "outputs": 0, "exceptions": 0, "described": 0}
    wrong = []
    for line in open(file, encoding="utf-8"):
        row = json.loads(line)
        where = row["from"]
        if row["kind"] == "names":
            known = set(SERVICE.operation_names)
            wrong += [f"{n}: not an operation" for n in row["names"] if n not in known]
            wrong += [f"{n}: an operation that does not parse" for n in known - set(row["names"])]
        elif row["kind"] == "described":
            count["described"] += 1
            wrong += [f"{where}: {p}" for p in problems(SERVICE.shape_for(row["shape"]), row["value"], row["shape"])]
        else:
            operation = row["operation"]
            model = SERVICE.operation_model(operation)
            if "error" in row:
                count["exceptions"] += 1
                declared = {shape.name for shape in model.error_shapes} | COMMON | ALSO.get(operation, set())
                if row["error"] not in declared:
                    wrong.append(f"{where}: {operation} does not declare {row['error']}")
                continue
            count["inputs"] += 1
            if refusal(operation, row["input"]):
                # Unknown fields, and in definitions numbers written as texts: taken, with a warning.
                count["inputs cleaned first"] += 1
                text = refusal(operation, row["cleaned"])
                if text:
                    wrong.append(f"{where}: {operation}: accepted, but {text}")
                if not row["warned"]:
                    wrong.append(f"{where}: {operation}: taken without a warning: {refusal(operation, row['input'])}")
            count["outputs"] += 1
            shape = model.output_shape
            wrong += [f"{where}: {p}" for p in problems(shape, row["output"], operation)] if shape else []
    for text in sorted(set(wrong))[:60]:
        print(text)
    print(f"botocore {botocore.__version__}: " + ", ".join(f"{n} {name}" for name, n in count.items()))
    return 1 if wrong else 0


def places(shape, value, path=()):
    """(path, shape, whether required) of everything in a value."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, item in value.items():
            if name in shape.members:
                yield path + (name,), shape.members[name], name in shape.required_members
                yield from places(shape.members[name], item, path + (name,))
    elif shape.type_name == "list" and isinstance(value, list):
        for index, item in enumerate(value[:2]):
            yield path + (index,), shape.member, False
            yield from places(shape.member, item, path + (index,))
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, item in list(value.items())[:2]:
            yield path + (name,), shape.value, False
            yield from places(shape.value, item, path + (name,))


# Wrong kinds. In a definition a number or boolean in quotes, and a text without, are taken (real files do so).
WRONG = {
    "string": [["x"], {"x": "y"}, 5, True],
    "integer": ["x", [1], {"x": 1}, 1.5, True, "7"],
    "long": ["x", [1]],
    "double": ["x", [1]],
    "boolean": ["maybe", [True], 1, "true"],
    "list": ["x", 5, {"x": "y"}, True],
    "map": ["x", 5, ["x"]],
    "structure": ["x", 5, ["x"], True],
}
TAKEN = {"string": (int, bool), "integer": (str, bool), "boolean": (str, int)}


def changed(value, path, new):
    out = copy.deepcopy(value)
    at = out
    for step in path[:-1]:
        at = at[step]
    if new is None:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return out


def mutate(file, out):
    seen, rows = set(), []
    best = {}
    for line in open(file, encoding="utf-8"):
        row = json.loads(line)
        if row["kind"] == "call" and "error" not in row and not refusal(row["operation"], row["input"]):
            text = json.dumps(row["input"])
            best.setdefault(row["operation"], {})[len(text)] = row["input"]
    for operation, inputs in sorted(best.items()):
        shape = SERVICE.operation_model(operation).input_shape
        if shape is None:
            continue
        for size in sorted(inputs, reverse=True)[:6]:
            value = inputs[size]
            for path, member, required in places(shape, value):
                news = [None] if required else []
                news += WRONG.get(member.type_name, [])
                bounds = member.metadata
                if member.type_name == "integer" and "min" in bounds:
                    news.append(bounds["min"] - 1)
                if member.type_name == "string" and bounds.get("min"):
                    news.append("")
                for new in news:
                    lenient = (
                        operation == "RegisterTaskDefinition"
                        and isinstance(new, TAKEN.get(member.type_name, ()))
                        and new not in ("x", "maybe")
                    )
                    name = ".".join("[]" if isinstance(p, int) else p for p in path)
                    key = (operation, name, json.dumps(new))
                    if lenient or key in seen:
                        continue
                    if new is None and isinstance(path[-1], int):
                        continue
                    seen.add(key)
                    bad = changed(value, path, new)
                    why = refusal(operation, bad)
                    if why:
                        rows.append({"operation": operation, "input": bad, "why": why})
    with open(out, "w", encoding="utf-8") as to:
        for row in rows:
            to.write(json.dumps(row) + "\n")
    print(f"botocore {botocore.__version__} refuses {len(rows)} inputs made out of accepted ones, of {len(best)} operations")
    return 0


sys.exit(judge(sys.argv[2]) if sys.argv[1] == "judge" else mutate(sys.argv[2], sys.argv[3]))
