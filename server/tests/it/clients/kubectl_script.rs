//! What people do with `kubectl`, line by line. Lines of one part build on each other.

use super::kubectl::{Row, fails, ok};

/// The parts, in order.
pub(super) const SUPERVISOR: &[&[Row]] =
    &[DISCOVER, CREATE, APPLY, SERVER_SIDE, PRUNE, PATCH, READ, CHANGE, WATCH, WAIT, SCALE, ACCESS, REPLACE, DELETE];

const DISCOVER: &[Row] = &[
    ok("kubectl version", &["Client Version", "Server Version", "1.37"]),
    ok("kubectl version -o json", &["\"serverVersion\"", "\"gitVersion\": \"v1.37"]),
    ok("kubectl cluster-info", &["is running at"]),
    ok("kubectl config view --minify", &["server: https://"]),
    ok("kubectl config current-context", &[]),
    ok("kubectl api-versions", &["guest.atoll.dev/v1alpha1", "v1"]),
    ok("kubectl api-resources", &["configmaps", "cm", "true", "ConfigMap", "guestclusters", "GuestCluster"]),
    ok("kubectl api-resources --namespaced=false -o name", &["namespaces", "nodes"]),
    ok("kubectl api-resources --api-group=guest.atoll.dev -o wide", &["guestclusters", "create", "watch"]),
    ok("kubectl explain configmap.data", &["KIND:", "ConfigMap", "data"]),
    ok("kubectl explain gc.spec.topology", &["nodePools"]),
    ok("kubectl explain gc --recursive", &["spec", "distribution", "topology", "controlPlane", "status"]),
    ok("kubectl explain gc.spec --output=plaintext-openapiv2", &["KIND:", "GuestCluster"]).since(24),
    fails("kubectl explain gc.spec.nothing", &["field \"nothing\" does not exist"]),
    ok("kubectl get --raw '/readyz?verbose'", &["readyz check passed"]),
    ok("kubectl get --raw /", &["/apis/guest.atoll.dev"]),
    fails("kubectl get nothing", &["the server doesn't have a resource type \"nothing\""]),
];

const CREATE: &[Row] = &[
    ok("kubectl create namespace shop", &["namespace/shop created"]),
    fails("kubectl create namespace shop", &["(AlreadyExists)", "namespaces \"shop\" already exists"]),
    ok("kubectl config set-context --current --namespace=shop", &["modified"]),
    ok("kubectl create configmap hours --from-literal=open=8 --from-literal=close=18", &["configmap/hours created"]),
    ok("kubectl create configmap files --from-file=shop", &["configmap/files created"]),
    ok("kubectl create secret generic key --from-literal=door=sesame", &["secret/key created"]),
    ok("kubectl create secret docker-registry hub --docker-username=u --docker-password=p", &["secret/hub created"]),
    ok("kubectl create serviceaccount clerk", &["serviceaccount/clerk created"]),
    ok("kubectl create quota size --hard=configmaps=50", &["resourcequota/size created"]),
    ok("kubectl create role keeper --verb=get,list --resource=secrets", &["keeper created"]),
    ok("kubectl create rolebinding keepers --role=keeper --user=dev --serviceaccount=shop:clerk", &["keepers created"]),
    ok("kubectl create clusterrole shop-walker --verb=get --resource=nodes", &["shop-walker created"]),
    ok("kubectl create clusterrolebinding shop-walkers --clusterrole=shop-walker --group=walkers", &["created"]),
    ok("kubectl create service clusterip till --tcp=80", &["service/till created"]),
    ok("kubectl create configmap dry --from-literal=a=b --dry-run=server -o yaml", &["name: dry", "uid:"]),
    fails("kubectl get configmap dry", &["(NotFound)", "configmaps \"dry\" not found"]),
    ok("kubectl create -f - ", &["configmap/typed created"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typed}"),
    ok("kubectl create -f - -o name", &["configmap/any-"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: any-}"),
    fails("kubectl create -f -", &["Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain must consist of"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}"),
    fails("kubectl create --validate=strict -f -", &["strict decoding error: unknown field \"extra\""])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\nextra: 1")
        .since(25),
    ok("kubectl create --validate=warn -f -", &["Warning: unknown field \"extra\"", "configmap/odd created"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\nextra: 1")
        .since(25),
    fails("kubectl create -f -", &["unknown field \"extra\""])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\nextra: 1")
        .until(24),
];

const APPLY: &[Row] = &[
    ok("kubectl apply -f shop", &["configmap/prices created", "configmap/stock created"]),
    ok("kubectl apply -f shop", &["configmap/prices unchanged", "configmap/stock unchanged"]),
    ok("kubectl apply -k kustom", &["configmap/test-door created"]),
    ok("sed 's/\"2\"/\"3\"/' shop/prices.yaml | kubectl apply -f -", &["configmap/prices configured"]),
    ok("kubectl get cm prices -o jsonpath='{.data.bread}'", &["3"]),
    ok("kubectl diff -f shop/stock.yaml", &[]),
    fails("kubectl diff -f shop/prices.yaml", &["-  bread: \"3\"", "+  bread: \"2\""]),
    ok("kubectl apply -f shop/prices.yaml --dry-run=server", &["configmap/prices configured (server dry run)"]),
    ok("kubectl get cm prices -o jsonpath='{.data.bread}'", &["3"]),
    ok("kubectl apply view-last-applied cm/prices", &["bread: \"3\""]),
    ok("kubectl apply -f shop --dry-run=client", &["configmap/prices configured (dry run)"]),
    ok("grep -v bread shop/stock.yaml | sed 's/^data:/data: {milk: \"1\"}/' | kubectl apply -f -", &["configured"]),
    ok("kubectl get cm stock -o jsonpath='{.data}'", &["{\"milk\":\"1\"}"]),
    ok("kubectl apply -f shop", &["configmap/prices configured", "configmap/stock configured"]),
];

const SERVER_SIDE: &[Row] = &[
    ok("kubectl apply --server-side -f -", &["configmap/owned serverside-applied"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: '1', b: '1'}"),
    fails(
        "kubectl apply --server-side --field-manager=other -f -",
        &["Apply failed with 1 conflict", "\"kubectl\"", ".data.a"],
    )
    .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: '2', c: '2'}"),
    ok("kubectl apply --server-side --field-manager=other --force-conflicts -f -", &["serverside-applied"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: '2', c: '2'}"),
    ok("kubectl get cm owned -o jsonpath='{.data}'", &["{\"a\":\"2\",\"b\":\"1\",\"c\":\"2\"}"]),
    ok("kubectl apply --server-side -f -", &["configmap/owned serverside-applied"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}"),
    ok("kubectl get cm owned -o jsonpath='{.data}'", &["{\"a\":\"2\",\"c\":\"2\"}"]),
    fails("kubectl diff --server-side -f -", &["+  d: \"4\""])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {d: '4'}"),
    ok("kubectl apply --server-side --dry-run=server -f -", &["(server dry run)"])
        .input("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {d: '4'}"),
    ok("kubectl get cm owned -o yaml --show-managed-fields", &["manager: other", "operation: Apply"]).since(21),
    // What was applied by the client before is taken over.
    ok("kubectl apply --server-side --force-conflicts -f shop/prices.yaml", &["serverside-applied"]),
    ok("kubectl apply -f shop/prices.yaml", &["configmap/prices"]),
];

const PRUNE: &[Row] = &[
    ok("mkdir -p half && cp shop/prices.yaml half", &[]),
    ok(
        "kubectl apply --prune -l app=shop --prune-allowlist=core/v1/ConfigMap -f half",
        &["prices", "configmap/stock pruned"],
    )
    .since(26),
    ok(
        "kubectl apply --prune -l app=shop --prune-whitelist=core/v1/ConfigMap -f half",
        &["prices", "configmap/stock pruned"],
    )
    .until(25),
    fails("kubectl get cm stock", &["(NotFound)"]),
    ok("kubectl apply -f shop", &["configmap/stock created"]),
    ok(
        "KUBECTL_APPLYSET=true kubectl -n shop apply --prune --applyset=parts --server-side --force-conflicts -f shop",
        &["serverside-applied"],
    )
    .since(27),
    ok(
        "KUBECTL_APPLYSET=true kubectl -n shop apply --prune --applyset=parts --server-side --force-conflicts -f half",
        &["prices", "configmap/stock pruned"],
    )
    .since(27),
    ok("kubectl get secret parts -o jsonpath='{.metadata.labels}'", &["applyset.kubernetes.io/id"]).since(27),
];

const PATCH: &[Row] = &[
    ok("kubectl patch cm hours -p '{\"data\":{\"sunday\":\"no\"}}'", &["configmap/hours patched"]),
    ok("kubectl patch cm hours --type=merge -p '{\"data\":{\"sunday\":null}}'", &["configmap/hours patched"]),
    ok("kubectl patch cm hours --type=json -p '[{\"op\":\"test\",\"path\":\"/data/open\",\"value\":\"8\"},{\"op\":\"add\",\"path\":\"/data/noon\",\"value\":\"12\"}]'", &["patched"]),
    fails("kubectl patch cm hours --type=json -p '[{\"op\":\"test\",\"path\":\"/data/open\",\"value\":\"9\"}]'", &["The request is invalid: testing value /data/open failed: test failed"]).since(25),
    ok("kubectl patch cm hours -p '{\"data\":{\"noon\":\"12\"}}'", &["configmap/hours patched (no change)"]),
    ok("kubectl get cm hours -o jsonpath='{.data}'", &["{\"close\":\"18\",\"noon\":\"12\",\"open\":\"8\"}"]),
    fails("kubectl patch cm nothing -p '{}'", &["(NotFound)"]),
    // A kind that is defined as a custom resource takes no strategic patch.
    ok("kubectl apply -f workers.yaml", &["machinedeployment.cluster.x-k8s.io/workers created"]),
    fails("kubectl patch machinedeployment workers --type=strategic -p '{\"spec\":{\"replicas\":2}}'", &["the body of the request was in an unknown format - accepted media types include"]),
    ok("kubectl patch ns shop --subresource=status --type=merge -p '{\"status\":{\"conditions\":[{\"type\":\"Swept\",\"status\":\"True\",\"reason\":\"R\",\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}'", &["namespace/shop patched"])
        .since(24),
    ok("kubectl get ns shop --subresource=status -o jsonpath='{.status.conditions[0].type}'", &["Swept"]).since(24),
];

const READ: &[Row] = &[
    ok("kubectl get cm", &["NAME", "DATA", "AGE", "hours", "3"]),
    ok("kubectl get cm hours -o wide", &["hours"]),
    ok("kubectl get cm hours -o yaml", &["apiVersion: v1", "kind: ConfigMap", "name: hours"]),
    ok("kubectl get cm hours -o json", &["\"kind\": \"ConfigMap\""]),
    ok("kubectl get cm hours -o name", &["configmap/hours"]),
    ok("kubectl get cm hours -o go-template='{{.data.open}}'", &["8"]),
    ok("kubectl get cm -o custom-columns=NAME:.metadata.name,OPEN:.data.open", &["NAME", "OPEN", "hours", "8"]),
    ok("kubectl get cm hours -o custom-columns=N:.metadata.name --no-headers", &["hours"]),
    ok("kubectl get cm --sort-by=.metadata.creationTimestamp -o name", &["configmap/hours", "configmap/prices"]),
    ok("kubectl get cm --field-selector metadata.name=hours -o name", &["configmap/hours"]),
    fails("kubectl get cm --field-selector data.a=b", &["\"data.a\" is not a known field selector"]),
    ok("kubectl get cm -l 'app in (shop),app!=other' -o name", &["configmap/prices"]),
    ok("kubectl get cm -A --chunk-size=2 --no-headers | sort | uniq -d | wc -l", &["0"]),
    ok("kubectl get cm,secret", &["configmap/hours", "secret/key", "Opaque"]),
    ok("kubectl get cm hours prices -o name", &["configmap/hours", "configmap/prices"]),
    fails("kubectl get cm hours nothing", &["hours", "\"nothing\" not found"]),
    ok("kubectl get cm nothing --ignore-not-found", &[]),
    ok("kubectl get -f shop/prices.yaml -o name", &["configmap/prices"]),
    ok("kubectl get configmaps.v1. hours -o name", &["configmap/hours"]),
    ok("kubectl get cm hours --show-labels -L app", &["LABELS"]),
    ok("kubectl get nodes -o wide", &["NAME", "STATUS"]),
    ok("kubectl get ns --show-kind", &["namespace/shop", "Active"]),
    ok("kubectl describe cm hours", &["Name:", "hours", "Namespace:", "shop", "open:"]),
    ok("kubectl describe secret key", &["door:", "6 bytes"]),
    ok("kubectl describe ns shop", &["Name:", "shop", "Status:", "Active"]),
    ok("kubectl describe machinedeployment workers", &["Name:", "workers", "Kind:", "MachineDeployment"]),
    ok("kubectl get events -A --sort-by=.lastTimestamp", &[]),
];

const CHANGE: &[Row] = &[
    ok("kubectl label cm hours place=door", &["configmap/hours labeled"]),
    fails("kubectl label cm hours place=window", &["already has a value (door)"]),
    ok("kubectl label cm hours place=window --overwrite", &["configmap/hours labeled"]),
    ok("kubectl get cm -l place=window -o name", &["configmap/hours"]),
    ok("kubectl label cm --all kind=map", &["configmap/hours labeled"]),
    ok("kubectl label cm hours place-", &["configmap/hours"]),
    ok("kubectl annotate cm hours example.dev/note='by hand'", &["configmap/hours annotated"]),
    ok("kubectl annotate cm hours example.dev/note-", &["configmap/hours annotated"]),
    fails("kubectl label cm hours bad/key/x=y", &["bad/key/x"]),
    ok("EDITOR=./editor.sh kubectl edit cm prices", &["configmap/prices edited"]),
    ok("kubectl get cm prices -o jsonpath='{.data.bread}'", &["7"]),
    ok("EDITOR=true kubectl edit cm prices", &["Edit cancelled, no changes made"]),
    ok("kubectl set selector service till app=till", &["service/till selector updated"]),
];

const WATCH: &[Row] = &[
    ok(
        "timeout 30 kubectl get cm hours -w --output-watch-events > seen & \
         until grep -q ADDED seen; do sleep 0.1; done; kubectl label cm hours watched=yes; \
         until grep -q MODIFIED seen; do sleep 0.1; done; kill $!; cat seen",
        &["configmap/hours labeled", "EVENT", "ADDED", "hours", "MODIFIED", "hours"],
    ),
    ok("kubectl create cm brief --from-literal=a=b", &["configmap/brief created"]),
    ok(
        "timeout 30 kubectl get cm brief --watch-only > seen & until grep -q brief seen; \
         do kubectl annotate cm brief now=$(date +%N) --overwrite; done; kill $!; cat seen",
        &["configmap/brief annotated", "brief", "1"],
    ),
];

const WAIT: &[Row] = &[
    ok("kubectl wait ns/shop --for=jsonpath='{.status.phase}'=Active --timeout=10s", &["condition met"]).since(23),
    ok("kubectl wait cm/hours --for=create --timeout=10s", &["condition met"]).since(31),
    ok("kubectl wait nodes --all --for=condition=Ready --timeout=30s", &["condition met"]),
    fails("kubectl wait cm/hours --for=condition=Never --timeout=1s", &["timed out waiting for the condition"]),
    ok(
        "kubectl wait cm/brief --for=delete --timeout=30s -v=6 > seen 2>&1 & \
         until grep -q watch=true seen; do sleep 0.1; done; kubectl delete cm brief; wait $!; cat seen",
        &["configmap \"brief\" deleted", "configmap/brief condition met"],
    ),
];

const SCALE: &[Row] = &[
    ok("kubectl scale machinedeployment workers --replicas=3", &["scaled"]),
    ok("kubectl get machinedeployment workers -o jsonpath='{.spec.replicas}'", &["3"]),
    fails(
        "kubectl scale machinedeployment workers --current-replicas=1 --replicas=4",
        &["Expected replicas to be 1, was 3"],
    ),
    ok("kubectl scale machinedeployment workers --current-replicas=3 --replicas=2", &["scaled"]),
    ok("kubectl get machinedeployment workers --subresource=scale -o jsonpath='{.spec.replicas}'", &["2"]).since(24),
];

const ACCESS: &[Row] = &[
    ok("kubectl auth can-i create guestclusters", &["yes"]),
    ok("kubectl auth can-i '*' '*' -A", &["yes"]),
    ok("kubectl auth can-i --list", &["Resources", "*.*"]),
    ok("kubectl auth whoami", &["Username", "Groups"]).since(28),
    ok("kubectl auth reconcile -f reader.yaml", &["reader reconciled", "reconciliation required create"]),
    ok("sed 's/list/watch/' reader.yaml | kubectl auth reconcile -f -", &["reader reconciled", "missing rules added"]),
    ok("kubectl get role reader -o jsonpath='{.rules}'", &["watch"]),
];

/// Commands of one user in the name of another, and tokens.
pub(super) const AS_OTHERS: &[Row] = &[
    ok("kubectl create ns lent", &["created"]),
    ok("kubectl -n lent create sa clerk", &["created"]),
    fails("kubectl -n lent get cm --as dev", &["(Forbidden)", "User \"dev\" cannot list resource \"configmaps\""]),
    ok(
        "kubectl -n lent create rolebinding devs --clusterrole=view --user=dev --serviceaccount=lent:clerk",
        &["created"],
    ),
    ok("kubectl -n lent get cm --as dev", &[]),
    fails("kubectl -n lent create cm a --as dev", &["configmaps is forbidden: User \"dev\" cannot create resource"]),
    ok("kubectl -n lent auth can-i list cm --as dev", &["yes"]),
    fails("kubectl -n lent auth can-i create cm --as dev", &["no"]),
    ok("kubectl -n lent auth can-i --list --as dev", &["configmaps", "[get list watch]"]),
    ok("kubectl auth whoami --as dev --as-group developers", &["Username", "dev", "developers"]).since(28),
    ok("kubectl -n lent auth can-i list cm --as system:serviceaccount:lent:clerk", &["yes"]),
    ok("kubectl -n lent create token clerk > token && cut -c1-3 token", &["eyJ"]).since(24),
    ok("kubectl config view -o jsonpath='{.clusters[0].cluster.server}' > server && cat server", &["https://"]),
    ok(
        "kubectl --kubeconfig /dev/null --server $(cat server) --insecure-skip-tls-verify --token $(cat token) \
         -n lent get cm -o name",
        &["kube-root-ca.crt"],
    )
    .since(24),
    fails(
        "kubectl --kubeconfig /dev/null --server $(cat server) --insecure-skip-tls-verify --token none get cm",
        &["Unauthorized"],
    )
    .since(24),
];

const REPLACE: &[Row] = &[
    ok("kubectl replace -f shop/prices.yaml", &["configmap/prices replaced"]),
    ok("kubectl replace --force -f shop/prices.yaml", &["configmap \"prices\" deleted", "configmap/prices replaced"]),
    fails("sed 's/name: prices/name: nothing/' shop/prices.yaml | kubectl replace -f -", &["(NotFound)"]),
    ok("kubectl get cm prices -o yaml > old.yaml && kubectl label cm prices x=y", &["labeled"]),
    fails(
        "kubectl replace -f old.yaml",
        &["(Conflict)", "the object has been modified; please apply your changes to the latest version"],
    ),
    ok(
        "kubectl create cm made --from-literal=a=b -o yaml --dry-run=client | kubectl replace --save-config -f - || kubectl create cm made --from-literal=a=b",
        &["made"],
    ),
    ok("kubectl create --raw /api/v1/namespaces/shop/configmaps -f -", &["\"name\":\"raw\""])
        .input("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"raw\"}}"),
    ok("kubectl delete --raw /api/v1/namespaces/shop/configmaps/raw", &["\"Success\""]),
];

const DELETE: &[Row] = &[
    ok("kubectl delete cm made", &["configmap \"made\" deleted"]),
    fails("kubectl delete cm made", &["(NotFound)"]),
    ok("kubectl delete cm made --ignore-not-found", &[]),
    ok("kubectl create cm owner --from-literal=a=b", &["created"]),
    ok(
        "uid=$(kubectl get cm owner -o jsonpath='{.metadata.uid}'); \
         for n in 1 2 3; do kubectl create cm owned-$n --from-literal=a=b; \
         kubectl patch cm owned-$n -p '{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"owner\",\"uid\":\"'$uid'\",\"blockOwnerDeletion\":true}]}}'; done",
        &["owned-1 patched", "owned-2 patched", "owned-3 patched"],
    ),
    ok("kubectl delete cm owner --cascade=orphan", &["deleted"]),
    ok("kubectl get cm owned-1 -o jsonpath='[{.metadata.ownerReferences}]'", &["[]"]),
    ok("kubectl create cm owner --from-literal=a=b", &["created"]),
    ok(
        "uid=$(kubectl get cm owner -o jsonpath='{.metadata.uid}'); \
         for n in 1 2 3; do \
         kubectl patch cm owned-$n -p '{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"owner\",\"uid\":\"'$uid'\",\"blockOwnerDeletion\":true}]}}'; done",
        &["owned-1 patched", "owned-2 patched", "owned-3 patched"],
    ),
    ok("kubectl delete cm owner --cascade=foreground", &["deleted"]),
    fails("kubectl get cm owned-1 owned-2 owned-3 -o name", &["\"owned-1\" not found", "\"owned-3\" not found"]),
    ok("kubectl delete secret key --cascade=background", &["secret \"key\" deleted"]),
    ok("kubectl delete cm -l kind=map", &["deleted"]),
    ok("kubectl delete -k kustom --ignore-not-found", &[]),
    ok("kubectl delete -f shop --ignore-not-found", &[]),
    ok("kubectl delete secret --all --wait=false", &["deleted"]),
    ok("kubectl delete service till --now", &["service \"till\" deleted"]),
    ok("kubectl delete clusterrolebinding/shop-walkers clusterrole/shop-walker", &["shop-walkers", "shop-walker"]),
    ok("kubectl delete machinedeployment workers --wait=false", &["deleted"]),
    ok("kubectl config set-context --current --namespace=default", &["modified"]),
    ok(
        "kubectl get ns shop -o json | sed 's/\"kubernetes\"//' | kubectl replace --raw /api/v1/namespaces/shop/finalize -f -",
        &["\"finalizers\":[]"],
    ),
    ok("kubectl delete ns shop --wait=false", &["namespace \"shop\" deleted"]),
    fails("kubectl delete ns default", &["(Forbidden)", "this namespace may not be deleted"]),
    ok("kubectl apply -f guest.yaml", &["guestcluster.guest.atoll.dev/small created"]),
];

/// Inside a guest cluster, which serves workloads.
pub(super) const GUEST: &[Row] = &[
    ok("kubectl get gc,clusters,machines,vm -n team-a", &["small"]),
    ok(
        "kubectl -n team-a get secret small-kubeconfig -o jsonpath='{.data.value}' | base64 -d > guest && cp guest config",
        &[],
    ),
    ok("kubectl get nodes", &["NAME", "STATUS", "Ready"]),
    ok("kubectl create -f web.yaml", &["deployment.apps/web created"]),
    ok("kubectl get all", &["deployment.apps/web"]),
    ok("kubectl set image deploy/web web=nginx:2", &["deployment.apps/web image updated"]),
    ok("kubectl set env deploy/web A=b", &["deployment.apps/web env updated"]),
    ok("kubectl rollout restart deploy/web", &["deployment.apps/web restarted"]),
    ok("kubectl rollout pause deploy/web", &["deployment.apps/web paused"]),
    ok("kubectl rollout resume deploy/web", &["deployment.apps/web resumed"]),
    ok("kubectl rollout history deploy/web", &["deployment.apps/web"]),
    ok("kubectl scale deploy/web --replicas=3", &["deployment.apps/web scaled"]),
    ok(
        "kubectl patch deploy web --type=strategic -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"i\"}]}}}}'",
        &["patched"],
    ),
    ok("kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[*].name}'", &["side", "web"]),
    ok("kubectl expose deploy web --port=80", &["service/web exposed"]),
    ok("kubectl run alone --image=i", &["pod/alone created"]),
    ok("kubectl get pods -o wide", &["NAME", "READY", "NOMINATED NODE", "alone"]),
    ok("kubectl describe deploy web", &["Name:", "web", "Replicas:", "3 desired"]),
    ok("kubectl create job once --image=i", &["job.batch/once created"]),
    ok(
        "node=$(kubectl get nodes -o name | head -1); kubectl cordon $node && kubectl uncordon $node",
        &["cordoned", "uncordoned"],
    ),
    ok("kubectl taint $(kubectl get nodes -o name | head -1 | sed 's|/| |') a=b:NoSchedule", &["tainted"]),
    ok("kubectl delete pod alone --force --grace-period=0", &["pod \"alone\" force deleted"]),
    ok("kubectl delete deploy web --cascade=orphan", &["deployment.apps \"web\" deleted"]),
];
