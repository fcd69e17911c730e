use super::considered;
use crate::{
    kind::GUEST_CLUSTER,
    manifest,
    view::{
        ClassOption, NamespaceOption, RequestForm, RequestInput, RequestOptions, StorageClassOption, VersionOption,
    },
};

fn options() -> RequestOptions {
    RequestOptions {
        namespaces: vec![NamespaceOption { name: "team-a".to_owned() }],
        versions: ["v1.37.2", "v1.36.5"]
            .map(|v| VersionOption { version: v.to_owned(), newest: v == "v1.37.2", disk: 20 << 30 })
            .to_vec(),
        classes: ["best-effort-small", "best-effort-large"]
            .map(|name| ClassOption { name: name.to_owned(), milli_cpu: 4000, memory: 8 << 30 })
            .to_vec(),
        storage_classes: vec![StorageClassOption { name: "fast".to_owned(), default: true }],
    }
}

fn new_form() -> RequestForm {
    let (form, _, errors, _) = considered(&RequestInput::New { namespace: None }, &options());
    assert!(errors.is_empty());
    form
}

#[test]
fn a_name_alone_suffices() {
    let form = RequestForm { name: "demo".to_owned(), ..new_form() };
    let (_, yaml, errors, beyond) = considered(&RequestInput::Form(form), &options());
    assert!(errors.is_empty() && beyond.is_empty(), "{errors:?} {beyond:?}");
    assert_eq!(
        yaml,
        "apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: demo\n  namespace: team-a\nspec:\n  distribution:\n    version: v1.37.2\n  topology:\n    controlPlane:\n      replicas: 1\n      class: best-effort-small\n      storageClass: fast\n    nodePools:\n    - name: workers\n      replicas: 2\n      class: best-effort-small\n      storageClass: fast\n"
    );
}

#[test]
fn every_wrong_field_is_named() {
    type Change = fn(&mut RequestForm);
    let cases: [(&str, Change); 11] = [
        ("name", |f| f.name = String::new()),
        ("name", |f| f.name = "Upper".to_owned()),
        ("name", |f| f.name = "x".repeat(60)),
        ("namespace", |f| f.namespace = "team-b".to_owned()),
        ("version", |f| f.version = "v9".to_owned()),
        ("storageClass", |f| f.storage_class = "slow".to_owned()),
        ("controlPlane.replicas", |f| f.control_plane_nodes = "2".to_owned()),
        ("controlPlane.class", |f| f.control_plane_class = "huge".to_owned()),
        ("pools.0.replicas", |f| f.pools[0].nodes = "many".to_owned()),
        ("pools.0.name", |f| f.pools[0].name = "-x".to_owned()),
        ("pools.1.name", |f| f.pools.push(f.pools[0].clone())),
    ];
    for (field, change) in cases {
        let mut form = RequestForm { name: "demo".to_owned(), ..new_form() };
        change(&mut form);
        let (kept, _, errors, _) = considered(&RequestInput::Form(form.clone()), &options());
        assert_eq!(kept, form, "what was typed is kept");
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field]);
    }
}

#[test]
fn yaml_and_form_keep_each_other_whole() {
    let typed = "apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: demo\n  namespace: team-a\n  labels: {a: b}\nspec:\n  distribution: {version: v1.37}\n  network: {pods: {cidrBlocks: [10.0.0.0/8]}}\n  topology:\n    nodePools:\n    - {name: w, replicas: 3, class: best-effort-large, taints: [{key: k, effect: NoSchedule}]}\n";
    let (form, shown, errors, beyond) = considered(&RequestInput::Yaml(typed.to_owned()), &options());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!((shown.as_str(), form.pools[0].nodes.as_str()), (typed, "3"));
    assert_eq!(
        beyond,
        [
            "metadata.labels.a",
            "spec.network.pods.cidrBlocks",
            "spec.topology.nodePools[0].taints[0].key",
            "spec.topology.nodePools[0].taints[0].effect"
        ]
    );
    let (_, back, _, _) = considered(&RequestInput::Form(form), &options());
    let back = manifest::read(&back, &GUEST_CLUSTER).expect("valid");
    assert_eq!(back["spec"]["topology"]["nodePools"][0]["taints"][0]["key"], "k");
    assert_eq!(back["metadata"]["labels"]["a"], "b");
}

#[test]
fn broken_yaml_is_told_with_its_place_and_kept() {
    for (typed, line) in
        [("a: [b\n", true), ("kind: Secret\napiVersion: v1\n", true), ("- a\n", true), ("a: 1\na: 2\n", true)]
    {
        let (form, shown, errors, _) = considered(&RequestInput::Yaml(typed.to_owned()), &options());
        assert_eq!((shown.as_str(), form.base.as_str()), (typed, typed));
        assert_eq!((errors.len(), errors[0].field.as_str()), (1, "yaml"));
        assert_eq!(errors[0].line.is_some(), line, "{typed}: {}", errors[0].message);
    }
    let huge = format!("a: {}", "x".repeat(300_000));
    let (_, _, errors, _) = considered(&RequestInput::Yaml(huge), &options());
    assert!(errors[0].message.contains("at most 256 KiB"));
}

#[test]
fn what_the_form_finds_wrong_stands_at_its_line_in_yaml() {
    let typed = "apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: demo\n  namespace: team-a\nspec:\n  distribution: {version: v1.37}\n  topology:\n    controlPlane: {replicas: 2}\n    nodePools:\n    - {name: w, replicas: 3, class: huge}\n";
    let (_, _, errors, _) = considered(&RequestInput::Yaml(typed.to_owned()), &options());
    let places: Vec<_> = errors.iter().map(|error| (error.line.unwrap(), error.column.unwrap())).collect();
    assert_eq!(places, [(9, 30), (11, 37)], "{errors:?}");
    assert!(errors[1].message.starts_with("spec.topology.nodePools[0].class: There is no machine class"));
}

#[test]
fn a_remark_survives_the_form() {
    let typed = "# Ours, ask Mia.\napiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: demo\n  namespace: team-a\nspec:\n  distribution:\n    version: v1.37 # the newest\n  topology:\n    controlPlane:\n      replicas: 1\n    nodePools:\n    # For the nightly jobs.\n    - name: batch\n      replicas: 2 # enough\n      class: best-effort-large\n";
    let (mut form, _, errors, _) = considered(&RequestInput::Yaml(typed.to_owned()), &options());
    assert!(errors.is_empty(), "{errors:?}");
    form.pools[0].nodes = "4".to_owned();
    let (_, yaml, _, _) = considered(&RequestInput::Form(form), &options());
    for line in [
        "# Ours, ask Mia.",
        "    version: v1.37 # the newest",
        "    # For the nightly jobs.",
        "      replicas: 4 # enough",
    ] {
        assert!(yaml.lines().any(|found| found == line), "{line}\n{yaml}");
    }
}
