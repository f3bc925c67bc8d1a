use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// The address of the asset called `name`. It names the content: what is under it never changes, so a
/// browser on a thin line asks once.
pub(crate) fn href(name: &str) -> String {
    HASHES.get(name).map_or_else(
        || format!("/assets/none/{name}"),
        |hash| format!("/assets/{}/{name}", &hash[..HASH_CHARS]),
    )
}

/// Answers with an asset.
pub(crate) async fn asset(
    Path((hash, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let known = HASHES.get(&name).filter(|known| known.starts_with(&hash));
    let (Some(known), Some(file)) = (
        known.filter(|_| hash.len() == HASH_CHARS),
        Assets::get(&name),
    ) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{known}\"");
    let kept = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, CACHE.to_owned()),
    ];
    let same = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|held| held.as_bytes() == tag.as_bytes());
    if same {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    (kept, [(header::CONTENT_TYPE, kind)], file.data).into_response()
}

static HASHES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Assets::iter()
        .filter_map(|name| {
            let hash = hex::encode(Assets::get(&name)?.metadata.sha256_hash());
            Some((name.into_owned(), hash))
        })
        .collect()
});

/// Characters of the hash that stand in an address.
const HASH_CHARS: usize = 16;
const CACHE: &str = "public, max-age=31536000, immutable";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_files_are_the_ones_that_were_judged() {
        let list = Assets::get("VENDORED.toml").expect("the list is embedded");
        let list = std::str::from_utf8(&list.data).expect("text");
        let list: toml::Table = list.parse().expect("TOML");
        let files = list["file"].as_array().expect("an array of files");
        assert!(!files.is_empty());
        for file in files {
            let name = file["name"].as_str().expect("a name");
            assert_eq!(
                HASHES.get(name).map(String::as_str),
                file["sha256"].as_str(),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_asset_has_an_address_that_leads_nowhere() {
        assert_eq!(href("nothing.js"), "/assets/none/nothing.js");
    }
}
