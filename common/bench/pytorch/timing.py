"""What the PyTorch halves of ./book bench share: warm up, measure for some time, take the middle one."""
import json
import statistics
import time


def print_milliseconds(step, seconds):
    """Calls step() for about so many seconds, at least five times; prints {"milliseconds": ...}."""
    for _ in range(3):
        step()
    times = []
    begin = time.perf_counter()
    while len(times) < 5 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(json.dumps({"milliseconds": 1e3 * statistics.median(times)}))
