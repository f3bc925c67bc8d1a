use anyhow::{Context as _, ensure};
use papers::{DirectoryExport, KnownNode, judge};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use words::Text;

/// Says whether the code on a paper is genuine, without a line.
///
/// Ends with 0 when it is, with 1 when it is not, and with 2 when that cannot be judged: the key is not
/// known here, or something could not be read.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// What the square code carries, beginning with LB2.
    #[arg(
        value_name = "TEXT",
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    text: Option<String>,
    /// Read it from this file; - is standard input, where a scanner may type.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// A node's directory: the keys that this node knows.
    #[arg(
        long,
        value_name = "DIR",
        env = "LIANBAN_DIR",
        required_unless_present = "directory"
    )]
    pub(crate) dir: Option<PathBuf>,
    /// A file that `directory export` wrote: the keys in it. Goes before --dir.
    #[arg(long, value_name = "FILE")]
    directory: Option<PathBuf>,
    /// The text that is printed on the paper, to be compared; white space does not matter.
    #[arg(long, value_name = "FILE")]
    printed: Option<PathBuf>,
    /// Answers in English instead of Chinese.
    #[arg(long)]
    english: bool,
    /// JSON, for scripts.
    #[arg(long)]
    json: bool,
}

/// Writes what is known of the code; answers what to end with. `of_node` asks the node in a directory for
/// its keys.
///
/// # Errors
/// When a file or the node's directory cannot be read, or nothing can be written.
pub fn run(
    args: &Verify,
    of_node: impl FnOnce(&Path) -> anyhow::Result<DirectoryExport>,
    out: &mut dyn Write,
) -> anyhow::Result<u8> {
    let known = known(args, of_node)?;
    let text = match (&args.text, &args.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read_code(file)?,
        (None, None) => String::new(),
    };
    let printed = args.printed.as_deref().map(read).transpose()?;
    let judgement = judge(&text, &known, printed.as_deref());
    if args.json {
        writeln!(out, "{:#}", judgement.to_json())?;
        return Ok(judgement.exit());
    }
    let say = |text: Text| if args.english { text.en } else { text.zh };
    let colon = if args.english { ": " } else { ":" };
    let word = say(judgement.word());
    let mut lines = vec![format!("{word}{colon}{}", say(judgement.sentence()))];
    let facts = judgement.facts().into_iter();
    lines.extend(facts.map(|fact| format!("{}{colon}{}", say(fact.label), say(fact.value))));
    // Written at once: a reader who takes the first line and goes must not change how it ends.
    out.write_all(format!("{}\n", lines.join("\n")).as_bytes())?;
    Ok(judgement.exit())
}

fn known(
    args: &Verify,
    of_node: impl FnOnce(&Path) -> anyhow::Result<DirectoryExport>,
) -> anyhow::Result<Vec<KnownNode>> {
    let export = match (&args.directory, &args.dir) {
        (Some(file), _) => read_directory(file)?,
        (None, Some(dir)) => of_node(dir)?,
        (None, None) => anyhow::bail!("name the keys to judge by: --dir or --directory"),
    };
    Ok(export.nodes)
}

fn read_directory(file: &Path) -> anyhow::Result<DirectoryExport> {
    let export: DirectoryExport = serde_json::from_str(&read(file)?)
        .with_context(|| format!("{} is not what `directory export` writes", file.display()))?;
    ensure!(
        export.format == DirectoryExport::FORMAT,
        "{} is of the form {:?}, which this version does not read",
        file.display(),
        export.format
    );
    Ok(export)
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// A code from a file. A little more than the longest is read, so that a wrong file costs nothing.
fn read_code(file: &Path) -> anyhow::Result<String> {
    const BYTES_MAX: u64 = 4096;
    let mut text = Vec::new();
    let input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(
            std::fs::File::open(file).with_context(|| format!("cannot open {}", file.display()))?,
        )
    };
    input
        .take(BYTES_MAX)
        .read_to_end(&mut text)
        .with_context(|| format!("cannot read {}", file.display()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{PaperSeal, RecordId, Signer};
    use tiers::Digest;

    fn export(seed: u8) -> DirectoryExport {
        DirectoryExport::of(vec![KnownNode {
            place: "230602000000".parse().unwrap(),
            name: "大庆市 萨尔图区".to_owned(),
            node: Signer::new([seed; 32], [0; 16], [0; 16]).node(),
        }])
    }

    fn code() -> String {
        let case = RecordId(Digest([1; 32]));
        PaperSeal::new(
            "deny",
            "萨不予许可〔2026〕0001号",
            case,
            20_778,
            Digest([2; 32]),
            "不予许可。",
        )
        .seal(&Signer::new([1; 32], [0; 16], [0; 16]))
        .unwrap()
    }

    fn args(text: Option<String>) -> Verify {
        Verify {
            text,
            file: None,
            dir: Some(PathBuf::from("node")),
            directory: None,
            printed: None,
            english: false,
            json: false,
        }
    }

    fn said(args: &Verify, known: DirectoryExport) -> (u8, String) {
        let mut out = Vec::new();
        let exit = run(args, |_| Ok(known), &mut out).unwrap();
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn it_says_who_signed_which_paper_in_either_language() {
        let (exit, zh) = said(&args(Some(code())), export(1));
        assert_eq!(exit, 0);
        assert_eq!(
            zh.lines().take(5).collect::<Vec<_>>(),
            [
                "真实:由大庆市 萨尔图区出具,二维码未被改动。",
                "文书:不予行政许可决定书",
                "文号:萨不予许可〔2026〕0001号",
                "日期:2026年11月21日",
                "出具:大庆市 萨尔图区(230602000000)",
            ]
        );
        let english = Verify {
            english: true,
            ..args(Some(code()))
        };
        let (_, en) = said(&english, export(1));
        assert!(en.contains("\nPaper: Decision to deny a licence\n"), "{en}");
    }

    #[test]
    fn the_end_tells_genuine_from_forged_and_from_unknown() {
        assert_eq!(said(&args(Some(code())), export(1)).0, 0);
        assert_eq!(said(&args(Some("LB2.AAAA".to_owned())), export(1)).0, 1);
        assert_eq!(said(&args(Some(code())), export(2)).0, 2);
    }

    #[test]
    fn code_keys_and_text_are_read_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("code"), format!("{}\r\n", code())).unwrap();
        std::fs::write(path("keys"), serde_json::to_string(&export(1)).unwrap()).unwrap();
        std::fs::write(path("text"), "不予 许可。\n").unwrap();
        let args = Verify {
            file: Some(path("code")),
            directory: Some(path("keys")),
            printed: Some(path("text")),
            json: true,
            ..args(None)
        };
        let (exit, json) = said(&args, export(2));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (exit, &json["verdict"], &json["compared"]),
            (0, &"genuine".into(), &true.into())
        );
        std::fs::write(path("text"), "准予许可。\n").unwrap();
        assert_eq!(said(&args, export(2)).0, 1);
        std::fs::write(path("keys"), "{}").unwrap();
        let error = run(&args, |_| Ok(export(1)), &mut Vec::new()).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("is not what `directory export` writes")
        );
    }
}
