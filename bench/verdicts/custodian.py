"""Asks Cloud Custodian's filters about people: one line of JSON in, one line out.

The first line names a file of people; every further one asks for a round. A round answers with the seconds of
processor time it took and its hits.
"""

import json
import sys
import time

from c7n.filters import FilterRegistry, ValueFilter


def value(key, op, wanted):
    return {"type": "value", "key": key, "op": op, "value": wanted}


MAY_BE_JUDGED = value("mayBeJudged", "eq", True)
LICENSED = value("tier", "in", ["licensed"])

# The same four rules in Custodian's words; the first that matches wins.
RULES = [
    ("rul_bench-left", [MAY_BE_JUDGED, LICENSED, value("left", "eq", True)]),
    (
        "rul_bench-contractor",
        [
            MAY_BE_JUDGED,
            LICENSED,
            value("employment", "in", ["contractor"]),
            value("daysSinceSignIn", "gte", 30),
        ],
    ),
    (
        "rul_bench-unused",
        [MAY_BE_JUDGED, LICENSED, value("daysSinceUse", "gte", 90), value("ageDays", "gte", 120)],
    ),
    (
        "rul_bench-seldom",
        [
            MAY_BE_JUDGED,
            LICENSED,
            value("level", "in", ["under-used"]),
            value("daysSinceSignIn", "gte", 10),
            {"type": "value", "key": "title", "value": "present"},
            {"not": [value("title", "in", ["Director", "Vice President"])]},
        ],
    ),
]


class Registry(FilterRegistry):
    value_filter_class = ValueFilter


class NoManager:
    """What filters ask a resource manager for; people have none."""

    data = {}
    config = None

    def get_model(self):
        return type("Model", (), {"id": "id"})


def compiled():
    registry, manager = Registry("bench.filters"), NoManager()
    rules = [(rule_id, registry.parse(filters, manager)) for rule_id, filters in RULES]
    for _, filters in rules:
        for one in filters:
            one.validate()
    return rules


def judge(rules, people):
    """Every rule filters the whole list, as a policy does, and takes out what it hits."""
    hits, rest = {}, people
    for rule_id, filters in rules:
        matching = rest
        for one in filters:
            matching = one.process(matching)
        for person in matching:
            hits[person["id"]] = rule_id
        rest = [person for person in rest if person["id"] not in hits]
    return hits


def main():
    people_file = json.loads(sys.stdin.readline())
    with open(people_file, encoding="utf-8") as file:
        text = file.read()
    rules = compiled()
    for _ in sys.stdin:
        # Filters annotate what they match: every round has people of its own.
        people = json.loads(text)
        start = time.process_time()
        hits = judge(rules, people)
        seconds = time.process_time() - start
        answer = {"seconds": seconds, "hits": [f"{person} {hits[person]}" for person in sorted(hits)]}
        print(json.dumps(answer), flush=True)


main()
