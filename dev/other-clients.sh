#!/usr/bin/env bash
# Fetches and builds clients of other makes, and OpenTelemetry's collector, which the end-to-end tests use where they are: needs go, pip
# and npm, and the network.
# What cannot be had is left out, and its tests are then skipped.
set -u
cd "$(dirname "$0")/../e2e" || exit
target=$PWD/target/other-clients
mkdir -p "$target/js"

(cd src/test/clients/go && go build -o "$target/" ./sarama ./sarama-reader ./franz ./franz-reader) || echo "without sarama and franz-go"
(cd src/test/clients/collector && go build -o "$target/" .) || echo "without OpenTelemetry's collector"
pip install --quiet --target "$target/python" kafka-python==3.0.12 confluent-kafka==2.16.1 ||
    echo "without kafka-python and confluent-kafka"
npm install --silent --no-fund --no-audit --prefix "$target/js" kafkajs@2.2.4 || echo "without kafkajs"
