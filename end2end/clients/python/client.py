"""What the Python client can do: typed and dynamic, watches, patches, server-side apply, custom objects, pages.

Every check is an assertion; the script ends with a failure when one does not hold.
"""

import threading

from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException
from kubernetes.dynamic import DynamicClient
from kubernetes.dynamic.exceptions import NotFoundError

SPACE = "python"
GROUP, VERSION, PLURAL = "guest.atoll.dev", "v1alpha1", "guestclusters"


def refused(code, call, *args, **kwargs):
    """Runs a call that must be refused with this code."""
    try:
        call(*args, **kwargs)
    except ApiException as error:
        assert error.status == code, (error.status, error.body)
        return error
    raise AssertionError(f"{call} was not refused")


def config_map(name, **data):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels={"app": "test"}), data=data)


def typed(core):
    made = core.create_namespaced_config_map(SPACE, config_map("typed", a="1"))
    assert made.metadata.uid and made.metadata.creation_timestamp
    error = refused(409, core.create_namespaced_config_map, SPACE, config_map("typed"))
    assert "AlreadyExists" in error.body
    read = core.read_namespaced_config_map("typed", SPACE)
    assert read.data == {"a": "1"}
    read.data["b"] = "2"
    replaced = core.replace_namespaced_config_map("typed", SPACE, read)
    assert replaced.data == {"a": "1", "b": "2"}
    refused(409, core.replace_namespaced_config_map, "typed", SPACE, read)
    dry = core.create_namespaced_config_map(SPACE, config_map("dry"), dry_run="All")
    assert dry.metadata.name == "dry"
    refused(404, core.read_namespaced_config_map, "dry", SPACE)
    secret = client.V1Secret(metadata=client.V1ObjectMeta(generate_name="key-"), string_data={"k": "v"})
    assert core.create_namespaced_secret(SPACE, secret).data == {"k": "dg=="}
    core.delete_namespaced_config_map("typed", SPACE)
    refused(404, core.read_namespaced_config_map, "typed", SPACE)


def patches(core):
    core.create_namespaced_config_map(SPACE, config_map("patched", a="1"))
    for content_type, body, left in [
        ("application/strategic-merge-patch+json", {"data": {"b": "2"}}, {"a": "1", "b": "2"}),
        ("application/json-patch+json", [{"op": "remove", "path": "/data/b"}], {"a": "1"}),
        ("application/merge-patch+json", {"data": {"a": None, "c": "3"}}, {"c": "3"}),
    ]:
        patched = core.patch_namespaced_config_map("patched", SPACE, body, _content_type=content_type)
        assert patched.data == left, (content_type, patched.data)


def pages(core):
    for number in range(10):
        core.create_namespaced_config_map(SPACE, config_map(f"page-{number}"))
    names, token, versions = [], None, set()
    while True:
        page = core.list_namespaced_config_map(SPACE, limit=3, _continue=token, label_selector="app=test")
        names += [item.metadata.name for item in page.items]
        versions.add(page.metadata.resource_version)
        token = page.metadata._continue
        if not token:
            break
    assert len(versions) == 1, versions
    assert [name for name in names if name.startswith("page-")] == [f"page-{number}" for number in range(10)]
    one = core.list_namespaced_config_map(SPACE, field_selector="metadata.name=page-3")
    assert [item.metadata.name for item in one.items] == ["page-3"]
    error = refused(400, core.list_namespaced_config_map, SPACE, _continue="nothing")
    assert "continue" in error.body


def watches(core):
    start = core.list_namespaced_config_map(SPACE).metadata.resource_version

    def change():
        core.create_namespaced_config_map(SPACE, config_map("seen"))
        core.patch_namespaced_config_map("seen", SPACE, {"data": {"x": "1"}})
        core.delete_namespaced_config_map("seen", SPACE)

    changing = threading.Thread(target=change)
    changing.start()
    seen = []
    stream = watch.Watch()
    for event in stream.stream(
        core.list_namespaced_config_map, SPACE, resource_version=start, timeout_seconds=20, label_selector="app=test"
    ):
        seen.append((event["type"], event["object"].metadata.name))
        if len(seen) == 3:
            stream.stop()
    changing.join()
    assert seen == [("ADDED", "seen"), ("MODIFIED", "seen"), ("DELETED", "seen")], seen


def dynamic(api):
    dynamic = DynamicClient(api)
    maps = dynamic.resources.get(api_version="v1", kind="ConfigMap")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"a": "1"}}
    applied = dynamic.server_side_apply(maps, body=body, namespace=SPACE, field_manager="one")
    assert applied.data.a == "1"
    body["data"]["a"] = "2"
    error = refused(409, dynamic.server_side_apply, maps, body=body, namespace=SPACE, field_manager="two")
    assert 'conflict with \\"one\\"' in str(error.body) or "conflict with" in str(error.body), error.body
    forced = dynamic.server_side_apply(maps, body=body, namespace=SPACE, field_manager="two", force_conflicts=True)
    assert forced.data.a == "2"
    managers = [entry.manager for entry in forced.metadata.managedFields]
    assert "two" in managers, managers
    maps.patch(
        body={"metadata": {"name": "applied", "labels": {"x": "y"}}}, namespace=SPACE,
        content_type="application/merge-patch+json",
    )
    found = maps.get(namespace=SPACE, label_selector="x=y")
    assert [item.metadata.name for item in found.items] == ["applied"]
    events = maps.watch(namespace=SPACE, name="applied", timeout=10)
    assert next(iter(events))["type"] == "ADDED"
    maps.delete(name="applied", namespace=SPACE)
    try:
        maps.get(name="applied", namespace=SPACE)
        raise AssertionError("it is still there")
    except NotFoundError:
        pass
    clusters = dynamic.resources.get(api_version=f"{GROUP}/{VERSION}", kind="GuestCluster")
    assert clusters.namespaced and "status" in clusters.subresources


def custom(api):
    objects = client.CustomObjectsApi(api)
    body = {
        "apiVersion": f"{GROUP}/{VERSION}", "kind": "GuestCluster", "metadata": {"name": "paused"},
        "spec": {
            "distribution": {"version": "v1.37"}, "paused": True,
            "topology": {
                "controlPlane": {"replicas": 1, "class": "best-effort-xsmall", "storageClass": "fast"},
                "nodePools": [],
            },
        },
    }
    where = (GROUP, VERSION, SPACE, PLURAL)
    made = objects.create_namespaced_custom_object(*where, body)
    assert made["metadata"]["generation"] == 1
    odd = {**body, "metadata": {"name": "odd"}, "extra": 1}
    error = refused(400, objects.create_namespaced_custom_object, *where, odd, field_validation="Strict")
    assert 'unknown field' in error.body, error.body
    patched = objects.patch_namespaced_custom_object(*where, "paused", {"metadata": {"labels": {"x": "y"}}})
    assert patched["metadata"]["labels"]["x"] == "y"
    listed = objects.list_cluster_custom_object(GROUP, VERSION, PLURAL, label_selector="x=y")
    assert [item["metadata"]["name"] for item in listed["items"]] == ["paused"]
    status = objects.get_namespaced_custom_object_status(*where, "paused")
    assert status["kind"] == "GuestCluster"
    body["spec"]["topology"]["controlPlane"]["replicas"] = 2
    body["metadata"]["name"] = "even"
    error = refused(422, objects.create_namespaced_custom_object, *where, body)
    assert "spec.topology.controlPlane.replicas" in error.body
    objects.delete_namespaced_custom_object(*where, "paused")


def collections(core):
    core.delete_collection_namespaced_config_map(SPACE, label_selector="app=test")
    assert not core.list_namespaced_config_map(SPACE, label_selector="app=test").items


def main():
    config.load_kube_config()
    api = client.ApiClient()
    core = client.CoreV1Api(api)
    assert int(client.VersionApi(api).get_code().minor) > 0
    assert GROUP in [group.name for group in client.ApisApi(api).get_api_versions().groups]
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=SPACE)))
    typed(core)
    patches(core)
    pages(core)
    watches(core)
    dynamic(api)
    custom(api)
    collections(core)
    lease = client.V1Lease(metadata=client.V1ObjectMeta(name="l"), spec=client.V1LeaseSpec(holder_identity="me"))
    assert client.CoordinationV1Api(api).create_namespaced_lease(SPACE, lease).spec.holder_identity == "me"
    core.delete_namespace(SPACE)


main()
