//! The node's own socket: commands of its operator, one JSON line each way. Whoever may open it owns
//! the directory.

use crate::command::{Command, Reply};
use crate::handle::Handle;
use crate::replies::{self, RefusedReply};
use anyhow::{Context, Result};
use engine::Refused;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use words::text;

/// Longest command, bytes.
const LINE_MAX: u64 = 1024 * 1024;

/// Where the socket of the node in `dir` is.
pub fn path(dir: &Path) -> PathBuf {
    dir.join("node.sock")
}

/// Removes the socket when dropped.
pub struct Listening(PathBuf);

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Listens for commands. The directory's lock is held by this process, so a socket that is there is of
/// a process that is gone.
///
/// # Errors
/// When the socket cannot be made.
pub fn listen(dir: &Path, handle: Handle) -> Result<Listening> {
    let path = path(dir);
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path)
        .with_context(|| format!("cannot listen on {}", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let handle = handle.clone();
            tokio::spawn(async move { serve(stream, handle).await });
        }
    });
    Ok(Listening(path))
}

async fn serve(stream: tokio::net::UnixStream, handle: Handle) {
    let (read, mut write) = stream.into_split();
    let mut read = tokio::io::BufReader::new(read);
    loop {
        let mut line = String::new();
        let taken = (&mut read).take(LINE_MAX).read_line(&mut line).await;
        if !matches!(taken, Ok(n) if n > 0) {
            return;
        }
        let answer = match serde_json::from_str::<Command>(&line) {
            Ok(command) => answer(handle.execute(command).await),
            Err(error) => {
                let why = text!("socket-not-a-command", why = error.to_string());
                json!({ "refused": { "zh": why.zh, "en": why.en } })
            }
        };
        let mut bytes = answer.to_string().into_bytes();
        bytes.push(b'\n');
        if write.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// An answer as JSON: `{"ok": ...}` or `{"refused": ...}`.
pub fn answer(answer: Result<Reply, Refused>) -> Value {
    match answer {
        Ok(reply) => json!({ "ok": replies::json(&reply) }),
        Err(refused) => json!({ "refused": RefusedReply::from(refused) }),
    }
}

/// A connection to a running node.
pub struct Client {
    stream: BufReader<UnixStream>,
}

impl Client {
    /// Connects to the node in `dir`; none when none is running there.
    pub fn connect(dir: &Path) -> Option<Client> {
        let stream = UnixStream::connect(path(dir)).ok()?;
        Some(Client {
            stream: BufReader::new(stream),
        })
    }

    /// Asks; answers what was said, or why it was refused.
    ///
    /// # Errors
    /// When the node is gone.
    pub fn ask(&mut self, command: &Command) -> Result<Result<Value, RefusedReply>> {
        let mut line = serde_json::to_string(command)?;
        line.push('\n');
        self.stream
            .get_mut()
            .write_all(line.as_bytes())
            .context("the node is gone")?;
        let mut said = String::new();
        self.stream
            .read_line(&mut said)
            .context("the node is gone")?;
        anyhow::ensure!(!said.is_empty(), "the node is gone");
        let mut said: Value =
            serde_json::from_str(&said).context("the node's answer is not JSON")?;
        if let Some(refused) = said.get_mut("refused") {
            return Ok(Err(serde_json::from_value(refused.take())?));
        }
        Ok(Ok(said
            .get_mut("ok")
            .map(Value::take)
            .unwrap_or(Value::Null)))
    }
}
