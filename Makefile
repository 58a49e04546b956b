# The two commands to know: `make demo` shows what roadloom does, `make test` checks that it does.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
OUT := out
TARGET ?= QLoRA
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CODE := roadloom tests tools

.PHONY: help demo test check format pictures clean

help:
	@echo 'make demo     build the bundled curriculum into $(OUT)/: graph, map, vault, deck; print a path'
	@echo 'make test     everything: format, lint, types, imports, docs, tests'
	@echo 'make check    format, lint, types, import direction, docs'
	@echo 'make format   put the code into the one format'
	@echo 'make pictures takes the pictures of the map and of cards in README and docs/ anew'
	@echo 'make clean    remove $(VENV)/ and $(OUT)/'

# An environment with what roadloom needs, and one stamp more with what its tests need.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'roadloom needs Python 3.11 or later: install it, or say where it is: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing: install it (Debian, Ubuntu: apt install python3-venv) and run make again" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	@echo 'installing roadloom into $(VENV)/ ...'
	@$(PIP) install --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/made pyproject.toml
	@echo 'installing roadloom and the tools of its tests into $(VENV)/ ...'
	@$(PIP) install --editable '.[dev]'
	@$(PIP) install --editable '.[judges]' || { [ "$$ROADLOOM_REQUIRE" != 1 ] \
	  && echo 'not all of anki, obsidiantools, playwright can be installed here: tests that need the missing ones are skipped'; }
	@touch $(VENV)/installed $@

demo: $(VENV)/installed
	@mkdir -p $(OUT)
	@$(BIN)/roadloom build -o $(OUT)/graph.json
	@$(BIN)/roadloom export html $(OUT)/graph.json -o $(OUT)/map.html
	@$(BIN)/roadloom export obsidian $(OUT)/graph.json -o $(OUT)/vault
	@$(BIN)/roadloom export anki $(OUT)/graph.json -o $(OUT)/deck.apkg
	@echo; $(BIN)/roadloom path '$(TARGET)' $(OUT)/graph.json
	@echo
	@echo 'Where to look next:'
	@echo '  $(OUT)/map.html     the map: open it in a browser'
	@echo '  $(OUT)/vault/       the notes: open the folder as a vault in Obsidian'
	@echo '  $(OUT)/deck.apkg    the cards: File > Import in Anki'
	@echo '  $(BIN)/roadloom path TOPIC $(OUT)/graph.json --known Python     a path of your own'
	@echo '  $(BIN)/roadloom build your-notes/ -o graph.json                 your own roadmaps'

check: $(VENV)/installed-dev
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/python tools/check_imports.py
	@$(BIN)/python tools/check_docs.py

test: check
	@$(BIN)/python -m pytest

format: $(VENV)/installed-dev
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

pictures: $(VENV)/installed-dev
	@$(PIP) install pillow
	@$(BIN)/python tools/pictures.py

clean:
	rm -rf $(VENV) $(OUT)
