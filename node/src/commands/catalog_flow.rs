use super::catalog_check::Files;
use super::pick;
use anyhow::bail;
use phrases::catalog::{bundle_chart, flow_chart};
use std::io::Write;
use std::path::PathBuf;
use words::Text;

/// The flow chart of an item or a bundle, as SVG.
#[derive(Debug, clap::Args)]
pub struct CatalogFlow {
    /// Item or bundle.
    #[arg(value_name = "CODE")]
    code: String,
    /// Folder with items.jsonl, parallel.jsonl and departments.csv.
    #[arg(long = "catalog", value_name = "DIR")]
    dir: PathBuf,
    /// In English; a name is Chinese where the catalog gives no English.
    #[arg(long)]
    english: bool,
}

/// Writes the chart.
///
/// # Errors
/// When a file cannot be read, or the catalog has no such item or bundle.
pub fn run(args: &CatalogFlow, out: &mut dyn Write) -> anyhow::Result<()> {
    // A catalog with faults is drawn all the same: the chart may be what shows them.
    let (catalog, _) = Files::of(&args.dir)?.catalog();
    let name = |code: &str| match catalog.departments.department(code) {
        Some(known) if !known.name_en.is_empty() => Text::new(&known.name, &known.name_en),
        Some(known) => Text::same(&known.name),
        None => Text::same(code),
    };
    let code = args.code.as_str();
    let chart = match (catalog.items.get(code), catalog.bundles.get(code)) {
        (Some(item), _) => flow_chart(item, &name),
        (None, Some(bundle)) => bundle_chart(bundle, &catalog, &name),
        (None, None) => {
            let known: Vec<&str> = (catalog.items.keys().chain(catalog.bundles.keys()))
                .map(String::as_str)
                .collect();
            match tiers::nearest(code, &known) {
                Some(nearest) => bail!("no item or bundle {code:?}, did you mean {nearest:?}?"),
                None => bail!("no item or bundle {code:?}"),
            }
        }
    };
    write!(out, "{}", pick(chart, args.english))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn chart(code: &str, english: bool) -> anyhow::Result<String> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../topology/catalog");
        let code = code.to_owned();
        let mut out = Vec::new();
        run(&CatalogFlow { code, dir, english }, &mut out)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn items_and_bundles_are_drawn_with_the_names_of_the_departments() {
        let item = chart("SL-001", false).unwrap();
        assert!(
            item.starts_with("<svg ") && item.contains("市水利局"),
            "{item}"
        );
        assert!(item.contains("专家评审 ≤ 20 个工作日"), "{item}");
        let bundle = chart("PB-YC-1", true).unwrap();
        assert!(bundle.contains("市工商行政管理局"), "{bundle}");
    }

    #[test]
    fn a_misspelt_code_is_answered_with_the_nearest_one() {
        let message = chart("BM-0199", false).unwrap_err().to_string();
        assert!(message.contains("did you mean \"BM-019\"?"), "{message}");
    }
}
