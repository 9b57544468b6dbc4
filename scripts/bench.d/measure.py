"""Measures what feedmill costs, as a ratio to `wc -l` of the same inputs, and counts what it tells.

Called by scripts/bench. CPU is user and system seconds of the whole process; every figure is the
median over rounds in which all jobs take turns, and each run starts from a copy of one shop state.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(os.path.dirname(HERE))
FEEDMILL = os.environ["FEEDMILL"]
GENERATE = os.environ["FEEDMILL_WORKLOAD"]
FOLDER = os.path.abspath(
    os.environ.get("FEEDMILL_BENCH_DIR") or os.path.join(tempfile.gettempdir(), "feedmill-bench"))

INPUTS = ("listings.txt", "sku-map.tsv", "stock.tsv", "prices.tsv")
DROPPED = {"listings.txt": "inbox/DE", "stock.tsv": "inbox", "prices.tsv": "inbox"}
# Rows told on the first day and on the second, by the workload's reference rule.
EXPECTED = {10_000: (7978, 94), 100_000: (79474, 859), 1_000_000: (796098, 8319)}


class Run:
    """One finished process: CPU seconds and peak bytes."""

    def __init__(self, command, folder, accepted=(0,)):
        os.makedirs(FOLDER, exist_ok=True)
        log = os.path.join(FOLDER, "last.log")
        with open(log, "wb") as out:
            process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            with open(log, errors="replace") as text:
                sys.stderr.write(text.read()[-4000:])
            sys.exit("bench: %s: exit code %d" % (" ".join(command), process.returncode))
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024


def count_lines(paths, folder):
    """Counts once to have the files in memory, and once to be measured."""
    Run(["wc", "-l"] + paths, folder)
    return Run(["wc", "-l"] + paths, folder)


def settle():
    """Has what copies left behind written, and memory at hand that a virtual machine must ask its host for when it
    is touched first: neither is the next job's cost."""
    os.sync()
    size = min(3 << 30, os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    # In a process of its own: a child begins with its parent's peak.
    touch = "import mmap\nm = mmap.mmap(-1, %d)\nfor page in range(0, %d, mmap.PAGESIZE): m[page] = 1" % (size, size)
    subprocess.run([sys.executable, "-c", touch], check=True)


class Data:
    """The workload's files of one size and encoding, made once and kept."""

    def __init__(self, skus, encoding):
        self.folder = os.path.join(FOLDER, "%d-%s" % (skus, encoding))
        if os.path.isdir(self.folder):
            return
        part = self.folder + ".part"
        shutil.rmtree(part, ignore_errors=True)
        say("making %d SKUs in %s: once, minutes for a million" % (skus, encoding))
        subprocess.run(
            [sys.executable, GENERATE, "--out", part, "--skus", str(skus), "--orders", "0",
             "--encoding", encoding, "--only", "listings,sku-map,stock,prices,locations"],
            check=True)
        os.rename(part, self.folder)

    def path(self, day, name):
        return os.path.join(self.folder, day, name)

    def changing_nothing(self):
        """Makes the files of day2 once more, each with a blank line at its end, as day "same"."""
        part = os.path.join(self.folder, "same.part")
        if os.path.isdir(os.path.join(self.folder, "same")):
            return
        shutil.rmtree(part, ignore_errors=True)
        os.makedirs(part)
        for name in INPUTS:
            shutil.copyfile(self.path("day2", name), os.path.join(part, name))
            if name in DROPPED:
                with open(os.path.join(part, name), "ab") as file:
                    file.write(b"\n")
        os.rename(part, os.path.join(self.folder, "same"))

    def count_lines(self, day):
        return count_lines([self.path(day, name) for name in INPUTS], self.folder)


class Shop:
    """A shop's folder. Dropped files are links: nobody writes to them, only their names move."""

    def __init__(self, folder):
        self.folder = folder

    @staticmethod
    def lay(folder, data, dialect):
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("reports/listings.json5", "tables/on-hand.json5"):
            target = os.path.join(folder, "pipelines", name)
            os.makedirs(os.path.dirname(target))
            shutil.copyfile(os.path.join(HOME, "pipelines", name), target)
        shutil.copytree(os.path.join(HERE, "shop"), folder, dirs_exist_ok=True)
        shop = Shop(folder)
        with open(shop.path("feedmill.json5")) as file:
            text = file.read()
        with open(shop.path("feedmill.json5"), "w") as file:
            file.write(text.replace('dialect: "flat"', 'dialect: "%s"' % dialect))
        for name in ("inbox/DE", "mappings", "outbox/ready"):
            os.makedirs(shop.path(name))
        with open(data.path("day1", "sku-map.tsv"), "rb") as source:
            source.readline()
            with open(shop.path("mappings/skus.tsv"), "wb") as target:
                target.write(b"seller-sku\titem\n")
                shutil.copyfileobj(source, target, 1 << 20)
        with open(data.path("day1", "locations.tsv"), encoding="utf-8") as source:
            rows = [line.rstrip("\n").split("\t") for line in source][1:]
        with open(shop.path("mappings/stock-locations.tsv"), "w", encoding="utf-8") as target:
            target.write("pool\tlocation\tlocation-buffer\n")
            for location, _, sell, buffer in rows:
                if sell == "1":
                    target.write("*\t%s\t%s\n" % (location, buffer))
        return shop

    def path(self, name):
        return os.path.join(self.folder, name)

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        kept = self.path("archive") + os.sep

        def link_or_copy(source, target):
            if source.startswith(kept):
                os.link(source, target)
            else:
                shutil.copy2(source, target)

        shutil.copytree(self.folder, folder, copy_function=link_or_copy)
        settle()
        return Shop(folder)

    def drop(self, data, day):
        for name, place in DROPPED.items():
            os.link(data.path(day, name), os.path.join(self.path(place), name))

    def run(self):
        return Run([FEEDMILL, "run", "bench"], self.folder, accepted=(0, 10))

    def documents(self):
        return {name for name in os.listdir(self.path("outbox/ready")) if name.endswith((".txt", ".json", ".xml"))}

    def told(self, before):
        """How many rows the documents tell that were not there `before`."""
        rows = 0
        for name in self.documents() - before:
            with open(os.path.join(self.path("outbox/ready"), name), "rb") as file:
                if name.endswith(".txt"):
                    rows += sum(1 for _ in file) - 1
                else:
                    text = file.read()
                    rows += text.count(b'"messageId"') + text.count(b"<MessageID>")
        return rows

    def state(self):
        """Every file with its size and time, and the ledger: what an idle run must leave alone."""
        files = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                if not name.endswith(("-shm", "-wal", ".lock")) and name != "lock":
                    path = os.path.join(folder, name)
                    stat = os.stat(path)
                    files[os.path.relpath(path, self.folder)] = (stat.st_size, stat.st_mtime_ns)
        return files


class Measured:
    """All figures of one size, a value for each round."""

    def __init__(self):
        self.ratios = {}
        self.cpu = {}
        self.peak = 0
        self.rows = {}
        self.faults = []

    def add(self, job, run, floor):
        self.ratios.setdefault(job, []).append(run.cpu / max(floor.cpu, 1e-6))
        self.cpu.setdefault(job, []).append(run.cpu)
        self.peak = max(self.peak, run.peak)

    def count(self, job, rows, expected):
        self.rows[job] = rows
        if expected is not None and rows != expected:
            fault = "%s: %d rows told, expected %d" % (job, rows, expected)
            if fault not in self.faults:
                self.faults.append(fault)

    def median(self, job):
        return statistics.median(self.ratios[job])

    def seconds(self, job):
        return statistics.median(self.cpu[job])


def say(text):
    print("bench: " + text, file=sys.stderr, flush=True)


def measure(skus, rounds, dialect, only_days=False):
    """Runs all jobs `rounds` times; with `only_days` no more than the first and the second day."""
    measured = Measured()
    first, second = EXPECTED.get(skus, (None, None))
    data = Data(skus, "utf-8")
    at = lambda name: os.path.join(FOLDER, "shop-%d-%s" % (skus, name))
    empty = Shop.lay(at("empty"), data, dialect)
    latin = after_latin = None
    if not only_days:
        data.changing_nothing()
        latin = Data(skus, "iso-8859-1")
        after_latin = Shop.lay(at("after-latin"), latin, dialect)
        after_latin.drop(latin, "day1")
        after_latin.run()

    after = None
    for number in range(1, rounds + 1):
        say("%d SKUs, round %d of %d" % (skus, number, rounds))
        lines = data.count_lines("day1")
        shop = empty.copy(at("first"))
        shop.drop(data, "day1")
        measured.add("first", shop.run(), lines)
        measured.count("first", shop.told(set()), first)
        after = after or shop.copy(at("after"))

        lines = data.count_lines("day2")
        measured.add("wc", lines, lines)
        shop = after.copy(at("second"))
        before = shop.documents()
        shop.drop(data, "day2")
        measured.add("second", shop.run(), lines)
        measured.count("second", shop.told(before), second)
        if only_days:
            continue

        before, state = shop.documents(), shop.state()
        measured.add("untouched", shop.run(), lines)
        measured.count("untouched", shop.told(before), 0)
        changed = {name for name, _ in shop.state().items() ^ state.items()}
        if changed:
            measured.faults.append("untouched: written: " + ", ".join(sorted(changed)))

        shop.drop(data, "same")
        measured.add("same", shop.run(), lines)
        measured.count("same", shop.told(before), 0)
        if shop.documents() != before:
            measured.faults.append("same: a document was written")

        shop = after_latin.copy(at("latin"))
        before = shop.documents()
        shop.drop(latin, "day2")
        run = shop.run()
        measured.add("latin", run, lines)
        measured.count("latin", shop.told(before), second)
        measured.ratios.setdefault("latin to utf-8", []).append(
            run.cpu / measured.cpu["second"][-1])
    for name in ("empty", "first", "after", "second", "after-latin", "latin"):
        shutil.rmtree(at(name), ignore_errors=True)
    return measured


def table(rows):
    rows = [("job", "measured", "floor", "aim")] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def times(value):
    return "%.2f ×" % value


def megabytes(value):
    return "%.0f MB" % (value / 1e6)


def report(skus, measured):
    print("%d SKUs; `wc -l` of the four inputs: %.3f s of CPU" % (skus, measured.seconds("wc")))
    rows = [
        ("second day, 1 % changed", times(measured.median("second")), "8 ×", "5 ×"),
        ("first day", times(measured.median("first")), "25 ×", "18 ×"),
    ]
    if "untouched" in measured.ratios:
        rows += [
            ("same files again, untouched", times(measured.median("untouched")), "0.4 ×", "0.15 ×"),
            ("new files that change nothing", times(measured.median("same")), "8 ×", "5 ×"),
        ]
    rows.append(("peak memory", megabytes(measured.peak),
                 megabytes(48e6 + 160 * skus), megabytes(48e6 + 96 * skus)))
    if "latin" in measured.ratios:
        rows.append(("ISO-8859-1 against UTF-8", times(measured.median("latin to utf-8")),
                     "1.1 ×", "1.03 ×"))
    return rows


def summary(measured):
    names = (("first", "first day"), ("second", "second day"), ("untouched", "untouched"),
             ("same", "new files that change nothing"), ("latin", "second day in ISO-8859-1"))
    print("rows told: " + ", ".join(
        "%s %d" % (name, measured.rows[job]) for job, name in names if job in measured.rows))


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.split("\n")[0])
    parser.add_argument("skus", nargs="?", type=int, default=1_000_000, metavar="SKUS")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dialect", choices=("flat", "json", "xml"), default="flat")
    options = parser.parse_args()

    large = options.skus >= 10_000_000
    measured = measure(options.skus, 1 if large else options.rounds, options.dialect, large)
    rows = report(options.skus, measured)
    results = [measured]
    if large:
        million = measure(1_000_000, options.rounds, options.dialect, True)
        results.append(million)
        rows.append(("second day, against 1 million SKUs",
                     times(measured.seconds("second") / million.seconds("second")), "13 ×", "11 ×"))
    table(rows)
    summary(measured)
    faults = [fault for result in results for fault in result.faults]
    for fault in faults:
        print("bench: " + fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
