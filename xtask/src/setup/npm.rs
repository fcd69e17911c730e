//! npm packages: Tailwind and fonts for the site, Playwright and axe for the journeys, a client library.

use anyhow::{Result, bail};

use crate::{project, shell};

/// Folder of the packages that make the style sheet and bring the fonts.
pub(crate) const STYLE: &str = "style";
/// Folder of the packages that drive the browser or the API.
pub(crate) const END2END: &str = "end2end";

/// Installs the packages of this folder from its lock file, unless that was done since the lock file changed.
pub(crate) fn packages(folder: &str) -> Result<()> {
    let dir = project::root().join(folder);
    let stamp = dir.join("node_modules/.package-lock.json");
    let inputs = [dir.join("package-lock.json"), dir.join("package.json")];
    if project::up_to_date(&stamp, &inputs) {
        return Ok(());
    }
    if !shell::has("npm") {
        bail!("npm is missing: install Node.js 20 or newer (https://nodejs.org)");
    }
    shell::step(&format!("installing the npm packages of {folder}/"));
    // A browser that a package would fetch by itself is never used: Chromium comes from the system.
    let mut npm = shell::command("npm", &dir);
    // Not `npm ci`: it refuses a lock in which optional packages of other platforms have no entry, as is so where a
    // registry does not carry them. Versions are those of the lock all the same.
    npm.args(["install", "--no-fund", "--no-audit"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    shell::quiet(&mut npm)?;
    // npm keeps the lock file's own time in the stamp on some versions.
    let _ =
        std::fs::File::options().append(true).open(&stamp).and_then(|f| f.set_modified(std::time::SystemTime::now()));
    Ok(())
}
