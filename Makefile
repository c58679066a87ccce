# yujuesuan 预决算. `make help` lists the targets; the first use of any of them sets up .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS := ../shared/corpus/dev
OUT := out

.DEFAULT_GOAL := help
.PHONY: help setup demo explore test check fix accuracy docs bench altered scale torture fuzz audit formats cluster crawl-trial pictures samples lock office clean

help: ## 列出目标 / list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m pipeline.read.native
	@touch $@

setup: $(BIN)/.ready ## 建立环境 / set up .venv

office: ## 安装外部工具（apt）：LibreOffice 读 .doc .wps .rtf，bsdtar 读 .rar .7z / install LibreOffice and bsdtar
	@if command -v soffice >/dev/null && command -v bsdtar >/dev/null; then echo "已在 / they are here"; \
	else apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	  libreoffice-writer-nogui libreoffice-calc-nogui libarchive-tools; fi

demo: setup ## 处理样例并列出结果 / run the bundled samples into out/demo
	$(BIN)/yujuesuan run data/samples/files --out $(OUT)/demo
	@echo "数据集 dataset: $(OUT)/demo"

explore: demo ## 浏览样例 / a web page over the bundled samples, on this machine only
	$(BIN)/yujuesuan explore $(OUT)/demo --files data/samples/files

test: setup ## 运行测试 / run the tests
	$(BIN)/python -m pytest

check: setup ## 只读检查 / read-only checks: format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup ## 自动修正 / format and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

accuracy: setup ## 准确率报告 / accuracy report on labelled documents, into out/accuracy
	@mkdir -p $(OUT)/accuracy
	$(BIN)/yujuesuan score data/samples/gold --files data/samples/files \
	  --report $(OUT)/accuracy/samples.md --html $(OUT)/accuracy/samples.html
	@if [ -d $(CORPUS)/gold ]; then \
	  $(BIN)/yujuesuan score $(CORPUS)/gold --files $(CORPUS)/files --misses 20 \
	    --report $(OUT)/accuracy/corpus.md --html $(OUT)/accuracy/corpus.html; \
	else echo "$(CORPUS) 不在，略过 / is not here: skipped"; fi

docs: demo ## 文档网站 / the documentation site, into out/site
	$(BIN)/python -m pipeline.explore.plots $(OUT)/demo docs/plots
	$(BIN)/python -m pipeline.store.pages docs
	$(BIN)/yujuesuan score data/samples/gold --files data/samples/files --html docs/plots/accuracy.html >/dev/null
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

bench: setup ## 速度对比 / speed against named peers, as ratios from one run
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.words
	$(BIN)/python -m benchmarks.workers
	$(BIN)/python -m benchmarks.checks

altered: setup ## 错数试验 / one digit printed wrong, found through the whole path, over all families
	$(BIN)/python -m tests.check.altered

scale: setup ## 十万文件 / a run over 100,000 made documents: speed and memory from start to end, and again with nothing new
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.explore

torture: setup ## 故障试验 / hostile files, full disks, killed and poisoned runs, two at once, LibreOffice, at full length
	$(BIN)/python -m tests.torture

fuzz: setup ## 变异文件五分钟 / five minutes of mutated files, the same every time
	$(BIN)/python -m tests.torture.fuzz --seconds 300

audit: setup ## 依赖漏洞 / known holes in what is installed, and hashes of the lock file
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

formats: setup ## 同一内容各种格式逐行对照 / one truth in every format, row by row against Word (needs `make office` for .doc)
	$(BIN)/python -m tests.synth.agreement --count 3

cluster: setup ## 两个 Dask 工作进程与本机对比，并不断杀掉 / two Dask workers against this machine, and killed
	$(BIN)/python -m tests.torture.cluster

crawl-trial: setup ## 抓取试验 / a made web of 200 sites, crawled three nights with ten kills
	$(BIN)/python -m tests.crawl

pictures: setup ## 文档里的图 / take the pictures of the documentation again, from the samples (needs chromium)
	$(BIN)/python -m tests.explore.pictures docs/pictures

samples: setup ## 重新生成样例 / draw data/samples again
	$(BIN)/python -m tests.synth --samples data/samples

lock: setup ## 更新锁定文件 / renew requirements.lock
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url \
	  --no-header --quiet --output-file requirements.lock

clean: ## 删除环境与输出 / remove .venv and out
	rm -rf $(VENV) $(OUT) build dist

.PHONY: scans
scans: setup ## 扫描件测量：各版式、各种损坏，约半小时 / scans of every family, spoiled in every way: half an hour
	$(BIN)/python -m tests.synth.scans
