//! Turns `locales/*/*.ftl` into one typed function for each message.
//!
//! A message that a language lacks, or that names other variables there, is an error: every language is complete.

use std::{env, path::PathBuf, process::ExitCode};

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

fn main() -> ExitCode {
    let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else { return ExitCode::FAILURE };
    println!("cargo::rerun-if-changed=locales");
    let path = |name: &str| out.join(name).to_string_lossy().into_owned();
    build_from_locales_folder(
        BuildOptions::default()
            .with_output_file_path(&path("messages.rs"))
            .with_ftl_output(FtlOutputOptions::single_file(&path("messages.ftl")))
            .with_prefix("")
            .with_lint_level(LintLevel::Strict)
            .without_bidi_isolation()
            .without_format(),
    )
}
