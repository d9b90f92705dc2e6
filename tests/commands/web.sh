#!/bin/sh
# A cluster, two machines, a service: as one would write it by hand.
aws ecs create-cluster --cluster-name demo --region eu-west-1

# ec2 run-instances --cluster demo --instance-type m5.large --count 2
aws ecs register-task-definition \
  --family web --requires-compatibilities EC2 \
  --container-definitions '[{
    "name": "web", "image": "nginx", "memory": 512,
    "portMappings": [{"containerPort": 80}]
  }]'

aws ecs create-service --cluster demo --service-name web \
  --task-definition web:1 \
  --desired-count 3 \
  --placement-strategy type=spread,field=instanceId type=binpack,field=memory \
  --deployment-configuration "maximumPercent=200,minimumHealthyPercent=50" \
  --tags key=team,value=web key=stage,value=test \
  --no-enable-execute-command

aws ecs list-services --cluster demo --output json
world fail-availability-zone --availability-zone eu-west-1a
