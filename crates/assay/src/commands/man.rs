//! `assay man`.

use std::fs;

use anyhow::{Context as _, Result};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use serde_json::json;

use crate::cli::{Cli, ManArgs};
use crate::exit::Exit;
use crate::files::{self, shown_path};
use crate::output::Printer;

pub(crate) fn run(args: &ManArgs, printer: &Printer) -> Result<Exit> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let Some(folder) = &args.out else {
        printer.page(&page(root)?);
        return Ok(Exit::Passed);
    };
    fs::create_dir_all(folder)
        .with_context(|| format!("the directory `{}` cannot be made", shown_path(folder)))?;
    let mut pages = Vec::new();
    collect(root, &mut pages);
    let mut written = Vec::new();
    for command in pages {
        let path = folder.join(format!("{}.1", command.get_display_name().unwrap_or(command.get_name())));
        files::write(&path, page(command)?.as_bytes(), true)?;
        written.push(shown_path(&path));
    }
    printer.answer(&json!({ "written": written }), |_| {
        written.iter().fold(String::new(), |page, path| page + "wrote " + path + "\n")
    });
    Ok(Exit::Passed)
}

/// The command and those below it, those that are hidden left out.
fn collect(command: Command, pages: &mut Vec<Command>) {
    let below: Vec<Command> =
        command.get_subcommands().filter(|below| !below.is_hide_set()).cloned().collect();
    pages.push(command);
    for command in below {
        collect(command, pages);
    }
}

fn page(command: Command) -> Result<String> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text).context("the manual page cannot be written")?;
    Ok(String::from_utf8(text)?)
}
