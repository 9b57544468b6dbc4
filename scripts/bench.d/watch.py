"""Measures `feedmill watch`: from a drop to the document, and what it needs while nothing happens.

Called by `scripts/bench watch`. The shop is that of the other measurements, with its own pipeline. All files of a day are
renamed into the inbox at once; the time is that of the wall, until a new document has its name.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time

import measure

TICK = os.sysconf("SC_CLK_TCK")


def cpu(process):
    with open("/proc/%d/stat" % process.pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(process):
    with open("/proc/%d/status" % process.pid) as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS:"))


def drop(shop, data, day):
    """Seconds from the renames to a document."""
    before = shop.documents()
    places = {name: shop.path(os.path.join(place, name)) for name, place in measure.DROPPED.items()}
    for name, place in places.items():
        shutil.copyfile(data.path(day, name), place + ".part")
    began = time.monotonic()
    for place in places.values():
        os.rename(place + ".part", place)
    while shop.documents() == before:
        if time.monotonic() - began > 120:
            sys.exit("bench: two minutes after the drop there is no document")
        time.sleep(0.005)
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench watch", description=__doc__.split("\n")[0])
    parser.add_argument("skus", nargs="?", type=int, default=100_000, metavar="SKUS")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=int, default=60, metavar="SECONDS")
    options = parser.parse_args()
    data = measure.Data(options.skus, "utf-8")
    first, second = [], []
    for number in range(1, options.rounds + 1):
        measure.say("%d SKUs, round %d of %d" % (options.skus, number, options.rounds))
        shop = measure.Shop.lay(os.path.join(measure.FOLDER, "watched"), data, "flat")
        process = subprocess.Popen(
            [measure.FEEDMILL, "watch"], cwd=shop.folder, stdout=subprocess.DEVNULL)
        time.sleep(2)
        first.append(drop(shop, data, "day1"))
        time.sleep(2)
        second.append(drop(shop, data, "day2"))
        time.sleep(2)
        if number == options.rounds:
            used = cpu(process)
            time.sleep(options.idle)
            idle, resident = cpu(process) - used, memory(process)
        process.terminate()
        if process.wait(30) != 0:
            sys.exit("bench: the watch ended with %d" % process.returncode)
    shutil.rmtree(shop.folder, ignore_errors=True)
    bound = "5 s" if options.skus > 1_000 else "2 s"
    measure.table([
        ("drop to document, first day", "%.2f s" % statistics.median(first), bound, ""),
        ("drop to document, second day", "%.2f s" % statistics.median(second), bound, ""),
        ("CPU of %d s without anything to do" % options.idle, "%.2f s" % idle, "0.00 s", ""),
        ("memory", measure.megabytes(resident), "40 MB", ""),
    ])


if __name__ == "__main__":
    main()
