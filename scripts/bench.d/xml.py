"""Measures what writing and validating an XML feed costs, as a ratio to xmllint, which only validates.

Called by `scripts/bench xml`. CPU is user and system seconds of the whole process; the ratio is the
median over rounds in which both take turns.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIPELINES = os.path.join(HOME, "pipelines")


def run(command):
    """CPU seconds and peak bytes of one process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    text = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("bench: %s: %s" % (" ".join(command), text[-2000:]))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench xml", description=__doc__.split("\n")[0])
    parser.add_argument("messages", nargs="?", type=int, default=1_000_000, metavar="MESSAGES")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    folder = tempfile.mkdtemp(prefix="feedmill-xml-")
    file = os.path.join(folder, "inventory.xml")
    schema = os.path.join(PIPELINES, "schemas/inventory.xsd")
    ratios, peak, seconds = [], 0, []
    try:
        for number in range(1, options.rounds + 1):
            print("bench: round %d of %d" % (number, options.rounds), file=sys.stderr, flush=True)
            ours, most = run([os.environ["XMLBENCH"], PIPELINES, str(options.messages), file])
            theirs, _ = run(["xmllint", "--noout", "--stream", "--schema", schema, file])
            ratios.append(ours / max(theirs, 1e-6))
            seconds.append(theirs)
            peak = max(peak, most)
        size = os.path.getsize(file)
    finally:
        shutil.rmtree(folder)
    print("%d messages, %.0f MB; xmllint --stream --schema: %.2f s of CPU"
          % (options.messages, size / 1e6, statistics.median(seconds)))
    print("| job                             | measured | floor | aim    |")
    print("|---------------------------------|----------|-------|--------|")
    print("| written and validated           | %.2f ×   | 1.0 × | 0.75 × |" % statistics.median(ratios))
    print("| peak memory                     | %-8s | 48 MB | 24 MB  |" % ("%.0f MB" % (peak / 1e6)))


if __name__ == "__main__":
    main()
