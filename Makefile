# Short names for what people run often. Nothing here is needed: the README's two commands are enough.
MVN = mvn -B -ntp

.PHONY: format check it e2e demo bench

format: ## lay out all Java code
	$(MVN) -q spotless:apply

check: ## layout, warnings as errors, unit tests
	$(MVN) spotless:check test

it: ## also PostgreSQL, sockets, brokers; without the end-to-end tests
	$(MVN) verify -pl '!e2e'

e2e: ## everything
	$(MVN) verify

demo: ## the guided tour
	./signalbox demo

bench: ## what things cost, on this machine
	./signalbox bench
