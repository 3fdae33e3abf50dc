//! `cargo xtask front`: the steps of the browser half, in order.

use crate::{
    assets,
    bundle::{self, Chunks},
    compile, compress,
    exec::announced,
    optimise,
    profile::Profile,
    site,
    step::{Inputs, cached},
    style,
    tree::Tree,
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Brings `target/site` up to date.
pub fn build(tree: &Tree, profile: Profile) -> Result<()> {
    let work = tree.path("target/front").join(profile.cargo());
    fs::create_dir_all(&work)?;
    let front = Front { tree, profile, work };
    let (bundle, chunks) = front.bundle()?;
    let parts = [bundle, front.style()?, front.assets()?];
    site::publish(tree, &parts, chunks, &front.work)
}

struct Front<'a> {
    tree: &'a Tree,
    profile: Profile,
    /// The output of each step, kept from one run to the next.
    work: PathBuf,
}

impl Front<'_> {
    fn bundle(&self) -> Result<(PathBuf, Chunks)> {
        let file = compile::wasm(self.tree, self.profile)?;
        let wasm = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let output = self.work.join("bundle");
        cached(&output, self.recipe()?.bytes("wasm", &wasm), |output| {
            announced("Splitting the code by page", || bundle::split(&wasm, output))?;
            if self.profile.shrinks() {
                announced("Optimising it, about half a minute", || optimise::all(self.tree, output))?;
            }
            self.compress(output)
        })?;
        let chunks = serde_json::from_slice(&fs::read(output.join(bundle::CHUNKS))?)?;
        Ok((output, chunks))
    }

    fn style(&self) -> Result<PathBuf> {
        let output = self.work.join("style");
        cached(&output, self.recipe()?.tree(&self.tree.path("style"))?, |output| {
            announced("Compiling the style sheet, about ten seconds", || style::build(self.tree, output))?;
            self.compress(output)
        })?;
        Ok(output)
    }

    fn assets(&self) -> Result<PathBuf> {
        let output = self.work.join("assets");
        let inputs = self.recipe()?.tree(&self.tree.path("public"))?.tree(&self.tree.path("locales"))?;
        let inputs = inputs.file("solver", &self.tree.solver())?;
        cached(&output, inputs, |output| {
            assets::public(self.tree, output)?;
            assets::locales(self.tree, output)?;
            assets::solver(self.tree, output)?;
            self.compress(output)
        })?;
        Ok(output)
    }

    /// What every step depends on: this program, the versions of the tools it runs and the script for one of them.
    fn recipe(&self) -> Result<Inputs> {
        let inputs = Inputs::of_this_program()?.file("tools", &self.tree.path("package-lock.json"))?;
        inputs.file("script", &optimise::script(self.tree))
    }

    fn compress(&self, output: &Path) -> Result<()> {
        if self.profile.shrinks() { compress::siblings(output) } else { Ok(()) }
    }
}
