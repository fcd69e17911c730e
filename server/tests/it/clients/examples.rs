//! The files in `examples/`, applied as they are: each is taken without a warning, and what it asks for comes to be.

use std::path::Path;

use testkit::eventually;

use super::kubectl::{Shell, newest};
use crate::{DEADLINE, demo};

/// What to ask for once a file is applied, and what is then answered.
const BECOMES: [(&str, &[(&str, &str)]); 5] = [
    (
        "cluster-api.yaml",
        &[(
            r#"-n team-a get cluster by-hand -o jsonpath='{.status.conditions[?(@.type=="Available")].status}'"#,
            "True",
        )],
    ),
    (
        "guest-cluster.yaml",
        &[(r#"-n team-a get gc demo -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'"#, "True")],
    ),
    // More than the policy grants by itself: it waits for a person.
    ("quota.yaml", &[("-n team-a get qr more-processors -o jsonpath={.status.phase}", "Pending")]),
    (
        "team.yaml",
        &[
            ("auth can-i create gc -n team-c --as=eve --as-group=team-c", "yes"),
            ("auth can-i create gc -n team-c --as=system:serviceaccount:team-c:pipeline", "yes"),
            ("-n team-c get quota team -o jsonpath='{.status.used.requests\\.cpu}'", "0"),
        ],
    ),
    ("virtual-machine.yaml", &[("-n team-a get vm alone -o jsonpath={.status.powerState}", "PoweredOn")]),
];

#[tokio::test]
async fn examples_are_taken_and_come_to_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("examples");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, BECOMES.map(|(file, _)| file), "each example has its line here");

    let atoll = demo().start().await.unwrap();
    let shell = Shell::new(&newest(), &atoll).await;
    for file in &files {
        let apply = format!("kubectl apply -f {}", folder.join(file).display());
        let (said, succeeded) = shell.run(&apply, "").await;
        assert!(succeeded && !said.contains("Warning"), "{apply}\n{said}");
        // The same once more is no change.
        let (said, _) = shell.run(&apply, "").await;
        assert!(said.lines().all(|line| line.ends_with(" unchanged")), "{apply}, again\n{said}");
    }
    for (question, answer) in BECOMES.iter().flat_map(|(_, questions)| *questions) {
        eventually(question, DEADLINE, async || {
            let (said, _) = shell.run(&format!("kubectl {question}"), "").await;
            if said.trim() == *answer { Ok(Some(())) } else { anyhow::bail!("{said}, not {answer}") }
        })
        .await
        .unwrap();
    }
}
