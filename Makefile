# Short names for what people run often. Nothing here is needed: the README's two commands are enough.
MVN = mvn -B -ntp

.PHONY: format check it e2e clients other-clients dist demo bench attacks soak fuzz

format: ## lay out all Java code
	$(MVN) -q spotless:apply

check: ## layout, warnings as errors, unit tests
	$(MVN) spotless:check test

it: ## also PostgreSQL, sockets, brokers; without the end-to-end tests
	$(MVN) verify -pl '!e2e'

e2e: ## everything
	$(MVN) verify

clients: ## generated clients against a control plane; needs the network the first time
	$(MVN) -Pclients verify -pl clients -am -Dtest=none -Dit.test='io.signalbox.clients.*IT' \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

other-clients: ## sarama, franz-go, kafka-python, confluent-kafka, kafkajs, OpenTelemetry's collector for the end-to-end tests; needs the network
	dev/other-clients.sh

dist: ## archives to install, in dist/target; `mvn -Pdist -DskipTests verify` tries them, too
	$(MVN) -Pdist -DskipTests package -pl dist -am

demo: ## the guided tour
	./signalbox demo

bench: ## what going through a node costs, on this machine
	./signalbox bench

attacks: ## what others notice while a node is attacked, on this machine
	./signalbox bench-attacks

# Minutes of the run, records in a second, seconds between two kills.
MINUTES = 20
RATE = 4000
KILL_EVERY = 45
soak: ## a long run under load, with changes and kills; fails when a record is lost, comes twice, or a buffer leaks
	./signalbox soak --minutes $(MINUTES) --rate $(RATE) --kill-every $(KILL_EVERY)

# Seconds for each target, and which; all when it is empty.
SECONDS = 600
TARGETS =
fuzz: ## looks for input that readers do not stand, guided by coverage; needs the network the first time
	fuzz/fuzz.sh $(SECONDS) $(TARGETS)
