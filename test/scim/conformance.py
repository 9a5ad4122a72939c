"""Runs scim2-tester against a SCIM service and prints its results as one line of JSON: conformance.py BASE TOKEN."""

import json
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

base, token = sys.argv[1:]
http = Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)
results = check_server(SyncSCIMClient(http))
print(
    json.dumps(
        [
            {
                "status": result.status.name,
                "title": result.title,
                "resource": result.resource_type,
                "reason": str(result.reason),
            }
            for result in results
        ]
    )
)
