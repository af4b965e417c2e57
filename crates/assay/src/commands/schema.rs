//! `assay schema`.

mod export;
mod validate;

use crate::cli::{Kind, SchemaCommand};
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(command: SchemaCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        SchemaCommand::Validate(args) => validate::run(&args, printer),
        SchemaCommand::Export(args) => export::run(&args, printer),
    }
}

impl From<Kind> for assay_spec::DocumentKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Strategy => Self::Strategy,
            Kind::BacktestConfig => Self::BacktestConfig,
            Kind::RunReport => Self::RunReport,
            Kind::VerdictPolicy => Self::VerdictPolicy,
            Kind::Trade => Self::Trade,
            Kind::Order => Self::Order,
            Kind::Fill => Self::Fill,
            Kind::Signal => Self::Signal,
            Kind::ModelAnswer => Self::ModelAnswer,
            Kind::CheckPolicy => Self::CheckPolicy,
            Kind::SearchReport => Self::SearchReport,
        }
    }
}
