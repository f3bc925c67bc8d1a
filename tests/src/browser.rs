//! A browser without JavaScript: pages, links, forms, cookies.

use crate::hall::{Node, until};
use lianban::config::NodeConfig;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use ureq::Agent;

/// A person's browser at one console.
pub struct Browser {
    agent: Agent,
    base: String,
}

/// What it shows.
pub struct Page {
    /// Status.
    pub status: u16,
    /// Address after redirections.
    pub at: String,
    /// Text.
    pub html: String,
}

impl Browser {
    /// Opens the console of a running node, once it knows its people: what it says of itself then is
    /// the name of its place.
    pub fn at(node: &Node, name: &str) -> Browser {
        let config = NodeConfig::read(&node.dir).unwrap();
        let address = config.console.expect("it has a console");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let browser = Browser {
            agent,
            base: format!("http://{address}"),
        };
        until("the console answers", || {
            TcpStream::connect(&address).ok()?;
            browser.open("/login").html.contains(name).then_some(())
        });
        browser
    }

    /// Follows a link.
    pub fn open(&self, path: &str) -> Page {
        let answer = self.agent.get(format!("{}{path}", self.base)).call();
        page(answer.unwrap())
    }

    /// Sends a form.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.agent.post(format!("{}{path}", self.base));
        page(request.send_form(fields.iter().copied()).unwrap())
    }

    /// Sends a form with the hidden token of the page it stands on.
    pub fn fill(&self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = page.hidden("_csrf");
        self.send(path, &[&[("_csrf", token.as_str())], fields].concat())
    }

    /// Knocks at the door.
    pub fn log_in(&self, user: &str, password: &str) -> Page {
        let door = self.open("/login");
        self.fill(&door, "/login", &[("user", user), ("password", password)])
    }

    /// Listens to what changes; gives the next event's name whenever asked.
    pub fn events(&self) -> impl FnMut() -> String + use<> {
        let answer = self.agent.get(format!("{}/events", self.base)).call();
        let mut lines = BufReader::new(answer.unwrap().into_body().into_reader()).lines();
        move || {
            loop {
                let line = lines.next().expect("the stream goes on").unwrap();
                if let Some(name) = line.strip_prefix("event:") {
                    return name.trim().to_owned();
                }
            }
        }
    }
}

impl Page {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let field = format!("name=\"{name}\" value=\"");
        let rest = self.html.split_once(&field);
        let (_, rest) = rest.unwrap_or_else(|| panic!("no {name} in {}", self.html));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// Asserts that it says all of this.
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.html.contains(word), "no {word:?} in {}", self.html);
        }
    }
}

fn page(mut answer: ureq::http::Response<ureq::Body>) -> Page {
    use ureq::ResponseExt;
    Page {
        status: answer.status().as_u16(),
        at: answer.get_uri().path().to_owned(),
        html: answer.body_mut().read_to_string().unwrap(),
    }
}
