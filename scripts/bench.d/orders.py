"""Measures what orders cost, as a ratio to `wc -l` of the file, and counts the lines in the book.

Called by scripts/bench orders. CPU is user and system seconds of the whole process; every figure is the
median over rounds in which all jobs take turns, and each run starts from a copy of one shop state.
"""
import argparse
import os
import shutil
import sqlite3
import subprocess
import sys

from measure import (
    FEEDMILL, FOLDER, GENERATE, Measured, Run, count_lines, megabytes, say, settle, table, times)

# Lines after the first day and after the second: one line of two rows that are the same is one.
EXPECTED = {10_000: (10_000, 10_524), 100_000: (100_000, 105_326)}
SETTINGS = """
{
  seller: "A1BENCH", region: "eu", marketplaces: ["DE", "FR", "IT", "ES", "UK"],
  pools: { all: ["DE", "FR", "IT", "ES", "UK"] },
  "time-zone": "Europe/Berlin", tell: "on", "orders-since": "2020-01-01", refunds: { approve: false },
  feeds: { inventory: { dialect: "flat", deliver: "drop" }, refund: { dialect: "xml", deliver: "drop" } },
}
"""
PIPELINE = """
{
  stages: [
    { stage: "orders", from: { report: ["all-orders", "all-orders-xml"], files: "inbox/orders*" },
      into: { book: "orders" } },
    { stage: "refunds", from: { report: "refunds", files: "inbox/refunds*" }, into: { book: "refunds" } },
    { stage: "refunded", from: { query: "refunds" },
      through: [{ map: "refund-reasons" }, { refund: "caps" }], into: { feed: "refund" } },
  ],
}
"""


class Data:
    """The workload's orders of one size, made once and kept."""

    def __init__(self, lines):
        self.folder = os.path.join(FOLDER, "orders-%d" % lines)
        if not os.path.isdir(self.folder):
            part = self.folder + ".part"
            shutil.rmtree(part, ignore_errors=True)
            say("making %d order lines: once" % lines)
            what = "orders,ordersxml" if lines <= 100_000 else "orders"
            subprocess.run(
                [sys.executable, GENERATE, "--out", part, "--skus", str(max(lines // 5, 100)),
                 "--orders", str(lines), "--encoding", "utf-8", "--only", what], check=True)
            os.rename(part, self.folder)
        same = os.path.join(self.folder, "same")
        if not os.path.isdir(same):
            os.makedirs(same)
            shutil.copyfile(self.path("day2", "orders.txt"), os.path.join(same, "orders.txt"))
            with open(os.path.join(same, "orders.txt"), "ab") as file:
                file.write(b"\n")

    def path(self, day, name):
        return os.path.join(self.folder, day, name)

    def count_lines(self, day):
        return count_lines([self.path(day, "orders.txt")], self.folder)


class Shop:
    def __init__(self, folder):
        self.folder = folder

    @staticmethod
    def lay(folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        Run([FEEDMILL, "init"], folder)
        shop = Shop(folder)
        for name, text in (("feedmill.json5", SETTINGS), ("pipelines/bench.json5", PIPELINE)):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        return shop

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        settle()
        return Shop(folder)

    def drop(self, path):
        os.link(path, os.path.join(self.folder, "inbox", os.path.basename(path)))

    def run(self, stage="orders", *words):
        return Run([FEEDMILL, "run", "bench", "--stage", stage] + list(words), self.folder, accepted=(0, 10))

    def ask(self, sql):
        ledger = sqlite3.connect(os.path.join(self.folder, "ledger.sqlite"))
        try:
            return ledger.execute(sql).fetchall()
        finally:
            ledger.close()

    def lines(self):
        return self.ask("SELECT count(*) FROM orders")[0][0]


def refunds(shop, count):
    """Writes a file that pays `count` lines back in full."""
    rows = shop.ask(
        "SELECT order_id, order_item_id, sku FROM orders WHERE item_price > 0 AND repeated = 1"
        " AND order_item_id IS NOT NULL GROUP BY order_id, sku HAVING count(*) = 1 LIMIT %d" % count)
    with open(os.path.join(shop.folder, "inbox", "refunds.txt"), "w") as file:
        file.write("refund-id\torder-id\torder-item-id\tfull\treason\n")
        for number, (order, item, _) in enumerate(rows):
            file.write("R%d\t%s\t%s\tyes\treturn\n" % (number, order, item))
    return len(rows)


def measure_refunds(measured, data, at):
    """Refunds of half of the lines and of all: as their number doubles, so must the cost."""
    shop = Shop.lay(at("refunds"))
    shop.drop(data.path("day1", "orders.xml"))
    shop.run()
    for name, count in (("half", 50_000), ("whole", 100_000)):
        case = shop.copy(at("refunds-" + name))
        made = refunds(case, count)
        booked = case.run("refunds", "--allow", "rejected")
        told = case.run("refunded", "--allow", "rejected")
        rows = case.ask("SELECT count(*) FROM told WHERE feed = 'refund'")[0][0]
        measured.rows["refunds " + name] = rows
        measured.cpu["refunds " + name] = [booked.cpu + told.cpu]
        measured.peak = max(measured.peak, booked.peak, told.peak)
        if rows != made:
            measured.faults.append("refunds: %d of %d told" % (rows, made))


def measure(lines, rounds):
    measured = Measured()
    data = Data(lines)
    at = lambda name: os.path.join(FOLDER, "order-shop-%d-%s" % (lines, name))
    first, second = EXPECTED.get(lines, (None, None))
    empty = Shop.lay(at("empty"))
    after = after_xml = None
    has_xml = os.path.exists(data.path("day2", "orders.xml"))
    if has_xml:
        after_xml = Shop.lay(at("after-xml"))
        after_xml.drop(data.path("day1", "orders.xml"))
        after_xml.run()
        measured.count("xml first", after_xml.lines(), first)
    for number in range(1, rounds + 1):
        say("%d order lines, round %d of %d" % (lines, number, rounds))
        floor = data.count_lines("day1")
        shop = empty.copy(at("first"))
        shop.drop(data.path("day1", "orders.txt"))
        measured.add("first", shop.run(), floor)
        measured.count("first", shop.lines(), first)
        after = after or shop.copy(at("after"))
        shutil.rmtree(at("first"), ignore_errors=True)

        floor = data.count_lines("day2")
        measured.add("wc", floor, floor)
        shop = after.copy(at("next"))
        shop.drop(data.path("day2", "orders.txt"))
        measured.add("next", shop.run(), floor)
        measured.count("next", shop.lines(), second)
        shop.drop(data.path("same", "orders.txt"))
        measured.add("same", shop.run(), floor)
        measured.count("same", shop.lines(), second)

        if has_xml:
            shop = after_xml.copy(at("xml"))
            shop.drop(data.path("day2", "orders.xml"))
            run = shop.run()
            measured.add("xml", run, floor)
            measured.count("xml", shop.lines(), second)
            if shutil.which("xmllint"):
                lint = lambda: Run(["xmllint", "--stream", "--noout", data.path("day2", "orders.xml")], data.folder)
                lint()
                measured.ratios.setdefault("xml to xmllint", []).append(run.cpu / lint().cpu)
    if lines == 100_000 and has_xml:
        measure_refunds(measured, data, at)
    for name in ("empty", "after", "next", "after-xml", "xml", "refunds", "refunds-half", "refunds-whole"):
        shutil.rmtree(at(name), ignore_errors=True)
    return measured


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench orders", description=__doc__.split("\n")[0])
    parser.add_argument("lines", nargs="?", type=int, default=1_000_000, metavar="LINES")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    measured = measure(options.lines, options.rounds)
    print("%d order lines; `wc -l` of the file: %.3f s of CPU" % (options.lines, measured.seconds("wc")))
    rows = [
        ("first load", times(measured.median("first")), "150 ×", "90 ×"),
        ("next day", times(measured.median("next")), "50 ×", "30 ×"),
        ("the same rows in other bytes", times(measured.median("same")), "10 ×", "6 ×"),
        ("peak memory", megabytes(measured.peak), "160 MB", "110 MB"),
    ]
    if "xml to xmllint" in measured.ratios:
        rows.append(("XML, next day, against xmllint", times(measured.median("xml to xmllint")), "1.2 ×", "0.7 ×"))
    elif "xml" in measured.ratios:
        rows.append(("XML, next day", "%.2f s" % measured.seconds("xml"), "", ""))
    for name in ("half", "whole"):
        if "refunds " + name in measured.cpu:
            rows.append((
                "%d refunds booked, checked, told" % measured.rows["refunds " + name],
                "%.2f s" % measured.seconds("refunds " + name), "", ""))
    table(rows)
    print("lines in the book: " + ", ".join(
        "%s %d" % (job, rows) for job, rows in measured.rows.items() if not job.startswith("refunds")))
    for fault in measured.faults:
        print("bench: " + fault, file=sys.stderr)
    return 1 if measured.faults else 0


if __name__ == "__main__":
    sys.exit(main())
