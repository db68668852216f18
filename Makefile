# make run    the portal with its demo region on http://localhost:8000/ (DEMO=0: an empty one)
# make test   everything CI tests, on SQLite and on PostgreSQL
# make check  what no database changes: style, imports, types, migrations, translations, the HTML of every page
# make messages  what the code says into locale/, compiled; says what is not translated yet
# make bench  how fast it is, beside what a developer would write in an afternoon (needs wrk)
# make screenshots  the pictures of the documentation, from the portal itself
# make lock   requirements*.txt from requirements*.in
.DEFAULT_GOAL := run
.NOTPARALLEL:
.PHONY: run test check check-api messages lock install install-dev test-sqlite test-postgres test-browser

BIN := .venv/bin
MANAGE := DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url
SPECTRAL := @stoplight/spectral-cli@6.16.3

install:
	@python3 -m portal.bootstrap.install

install-dev:
	@python3 -m portal.bootstrap.install --dev

run: install
	@$(BIN)/python -m portal.bootstrap.start

# What reads rendered pages stands apart: `make test` runs those tests beside the others, two at a time.
check: check-code check-pages

.PHONY: check-code check-pages
check-code: install-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) messages --check

check-pages: install-dev
	$(BIN)/pytest --engine sqlite -q -m once -n 0

test: install-dev test-tools check-code test-sqlite test-postgres test-browser

.PHONY: test-tools
test-tools:
	@python3 -m portal.bootstrap.libraries

test-sqlite:
	$(BIN)/pytest --engine sqlite -m "not browser" -n 2 --maxschedchunk 12

# Who may see what does not hang on the database: the walk of every address with every role, which takes minutes, goes once.
test-postgres:
	$(BIN)/pytest --engine postgres -m "not browser and not once and not pure" --deselect tests/promises/test_every_address.py -n 2 --maxschedchunk 12

test-browser:
	$(BIN)/pytest --engine sqlite -m browser -n 2 --dist loadfile

# RULES is a Spectral ruleset: a file, or the address of the national API rules.
check-api: install-dev
	@test -n "$(RULES)" || { echo "Say which rules: make check-api RULES=ruleset.yaml"; exit 2; }
	@command -v npx >/dev/null || { echo "make check-api needs Node.js (npx)"; exit 2; }
	@mkdir -p build
	$(MANAGE) openapi > build/openapi.json
	npx --yes $(SPECTRAL) lint build/openapi.json --ruleset "$(RULES)"

messages: install-dev
	@$(MANAGE) messages

.PHONY: screenshots
screenshots: install-dev test-tools
	$(BIN)/pytest --engine sqlite -q -n 0 tests/browser/screenshots.py

.PHONY: bench
bench: install-dev
	@$(BIN)/python -m tests.bench $(BENCH)

lock: install-dev
	$(LOCK) requirements-uv.in --output-file requirements-uv.txt
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt
	$(BIN)/uv pip check
