//! An object as a command for a shell.

/// The command that applies these YAML documents, whole: it can be pasted into a shell as it is.
pub(crate) fn apply(documents: &[&str]) -> String {
    let mut text = String::new();
    for document in documents {
        if !text.is_empty() {
            text.push_str("---\n");
        }
        text.push_str(document.trim_end_matches('\n'));
        text.push('\n');
    }
    let mut end = "EOF".to_owned();
    // A line of the text that looks like the end of it would end it.
    while text.lines().any(|line| line == end) {
        end.push('_');
    }
    format!("kubectl apply -f - <<'{end}'\n{text}{end}\n")
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        process::{Command, Stdio},
    };

    use super::apply;

    /// What a shell hands to the command in place of `kubectl apply -f -`.
    fn through_a_shell(command: &str) -> String {
        let script = command.replacen("kubectl apply -f -", "cat", 1);
        let mut shell = Command::new("sh").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        String::from_utf8(shell.wait_with_output().unwrap().stdout).unwrap()
    }

    #[test]
    fn a_shell_hands_over_every_character() {
        for text in ["a: 1\n", "a: $HOME `id` \\ \"'\n", "a: |\n  EOF\nb: |\n  x\nEOF\nEOF_\n", "é: \u{1f600}", "EOF\n"]
        {
            let got = through_a_shell(&apply(&[text]));
            assert_eq!(got.trim_end_matches('\n'), text.trim_end_matches('\n'));
        }
        assert_eq!(through_a_shell(&apply(&["a: 1", "b: 2\n"])), "a: 1\n---\nb: 2\n");
    }
}
