//! The site in `target/site`: wasm and its glue, the style sheet, fonts and static files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{project, setup, shell};

/// Builds what changed and returns the site's folder.
pub(crate) fn build() -> Result<PathBuf> {
    let site = project::site();
    std::fs::create_dir_all(site.join("pkg"))?;
    script(&site)?;
    style(&site)?;
    copy_dir(&project::root().join("public"), &site)?;
    Ok(site)
}

fn script(site: &Path) -> Result<()> {
    let wasm = setup::wasm_target()?;
    let bindgen = setup::wasm_bindgen()?;
    shell::step("building the page for the browser");
    let web = project::target().join("web");
    let mut cargo = wasm.cargo();
    cargo.args([
        "build",
        "-p",
        "frontend",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "wasm-release",
        "--locked",
    ]);
    shell::run(cargo.arg("--target-dir").arg(&web))?;
    let built = web.join("wasm32-unknown-unknown/wasm-release/frontend.wasm");
    let out = site.join("pkg/atoll.wasm");
    if project::up_to_date(&out, std::slice::from_ref(&built)) {
        return Ok(());
    }
    let made = web.join("bindgen");
    let mut command = shell::command(bindgen, &project::root());
    command.args(["--target", "web", "--no-typescript", "--out-name", "atoll", "--out-dir"]).arg(&made).arg(&built);
    shell::quiet(&mut command)?;
    let glue = std::fs::read_to_string(made.join("atoll.js")).context("wasm-bindgen made no atoll.js")?;
    std::fs::write(site.join("pkg/atoll.js"), glue.replace("atoll_bg.wasm", "atoll.wasm"))?;
    copy_dir(&made.join("snippets"), &site.join("pkg/snippets"))?;
    optimise(&made.join("atoll_bg.wasm"), &out)
}

/// Makes the wasm smaller. Only the features the compiler used: browsers refuse more.
fn optimise(from: &Path, to: &Path) -> Result<()> {
    setup::packages(setup::STYLE)?;
    let style = project::root().join(setup::STYLE);
    let mut opt = shell::command("node", &style);
    opt.arg("node_modules/binaryen/bin/wasm-opt").arg("-Oz");
    opt.args([
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-mutable-globals",
    ]);
    opt.args(["--enable-reference-types", "--enable-multivalue"]);
    shell::quiet(opt.arg(from).arg("-o").arg(to))
}

fn style(site: &Path) -> Result<()> {
    setup::packages(setup::STYLE)?;
    let root = project::root();
    let style = root.join(setup::STYLE);
    let out = site.join("pkg/atoll.css");
    let mut inputs = project::files(&style, "css");
    inputs.extend(project::files(&root.join("app"), "rs"));
    if !project::up_to_date(&out, &inputs) {
        shell::step("making the style sheet");
        let mut tailwind = shell::command("npx", &style);
        tailwind.args(["--no-install", "@tailwindcss/cli", "--minify", "-i", "main.css", "-o"]).arg(&out);
        shell::quiet(&mut tailwind)?;
    }
    let fonts = site.join("fonts");
    std::fs::create_dir_all(&fonts)?;
    for font in FONTS {
        let name = Path::new(font).file_name().unwrap_or_default();
        if !fonts.join(name).is_file() {
            std::fs::copy(style.join("node_modules/@fontsource-variable").join(font), fonts.join(name))
                .with_context(|| format!("font {font} is missing"))?;
        }
    }
    Ok(())
}

const FONTS: [&str; 2] =
    ["inter/files/inter-latin-wght-normal.woff2", "jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2"];

fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(from) else { return Ok(()) };
    std::fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
