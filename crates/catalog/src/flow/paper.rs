use std::fmt::Write as _;

/// An SVG that grows. Coordinates are pixels, from the top left.
pub struct Paper {
    body: String,
}

/// How a text stands.
#[derive(Clone, Copy)]
pub struct Type {
    /// Pixels.
    pub size: u32,
    /// Of the letters, as `#1d2129`.
    pub colour: &'static str,
    /// Whether it is bold.
    pub bold: bool,
    /// `start`, `middle` or `end` of the line is at the place given.
    pub anchor: &'static str,
}

/// A rectangle.
#[derive(Clone, Copy)]
pub struct Area {
    /// Of its left side.
    pub x: u32,
    /// Of its upper side.
    pub y: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl Default for Paper {
    fn default() -> Paper {
        Paper::new()
    }
}

impl Paper {
    /// An empty one.
    pub fn new() -> Paper {
        Paper {
            body: String::new(),
        }
    }

    /// A rectangle with round corners.
    pub fn area(&mut self, area: Area, fill: &str, line: Option<&str>, dashed: bool) {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        self.add(&format!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="{fill}""#
        ));
        if let Some(colour) = line {
            self.add(&format!(r#" stroke="{colour}" stroke-width="1.5""#));
        }
        if dashed {
            self.add(r#" stroke-dasharray="5 4""#);
        }
        self.add("/>\n");
    }

    /// One line of text; `y` is that of its base line.
    pub fn text(&mut self, x: u32, y: u32, of: Type, text: &str) {
        let weight = if of.bold { "bold" } else { "normal" };
        self.add(&format!(
            r#"<text x="{x}" y="{y}" font-size="{}" font-weight="{weight}" fill="{}" text-anchor="{}">{}</text>"#,
            of.size,
            of.colour,
            of.anchor,
            escape(text)
        ));
        self.add("\n");
    }

    /// A text that stays readable over the lines beneath it.
    pub fn text_over(&mut self, x: u32, y: u32, of: Type, text: &str) {
        self.add(&format!(
            r#"<g paint-order="stroke" stroke="{GROUND}" stroke-width="4" stroke-linejoin="round">"#
        ));
        self.text(x, y, of, text);
        self.add("</g>\n");
    }

    /// The text on as many lines as `width` asks for; answers how many.
    pub fn lines(&mut self, x: u32, y: u32, of: Type, text: &str, width: u32) -> u32 {
        let mut at = y;
        let lines = wrap(text, of.size, width);
        for line in &lines {
            self.text(x, at, of, line);
            at += leading(of.size);
        }
        u32::try_from(lines.len()).unwrap_or(u32::MAX)
    }

    /// A line along `points`, with an arrow head at its end that looks where the last part goes.
    pub fn arrow(&mut self, points: &[(u32, u32)], colour: &str, dashed: bool) {
        let [.., before, end] = points else {
            return;
        };
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let dash = if dashed {
            r#" stroke-dasharray="5 4""#
        } else {
            ""
        };
        self.add(&format!(
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="1.5"{dash}/>"#,
            path.join(" ")
        ));
        let (x, y) = *end;
        let head = if before.0 == x && before.1 <= y {
            format!(
                "{x},{y} {},{} {},{}",
                minus(x, 4),
                minus(y, 8),
                x + 4,
                minus(y, 8)
            )
        } else if before.0 == x {
            format!("{x},{y} {},{} {},{}", minus(x, 4), y + 8, x + 4, y + 8)
        } else if before.0 < x {
            format!(
                "{x},{y} {},{} {},{}",
                minus(x, 8),
                minus(y, 4),
                minus(x, 8),
                y + 4
            )
        } else {
            format!("{x},{y} {},{} {},{}", x + 8, minus(y, 4), x + 8, y + 4)
        };
        self.add(&format!("<polygon points=\"{head}\" fill=\"{colour}\"/>\n"));
    }

    /// A thin line.
    pub fn line(&mut self, from: (u32, u32), to: (u32, u32), colour: &str) {
        self.add(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{colour}\"/>\n",
            from.0, from.1, to.0, to.1
        ));
    }

    /// The whole file.
    pub fn finish(self, width: u32, height: u32, title: &str) -> String {
        let title = escape(title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\" font-family=\"{FONTS}\">\n\
             <title>{title}</title>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>\n{}</svg>\n",
            self.body
        )
    }

    fn add(&mut self, text: &str) {
        // A string takes whatever is written to it.
        let _ = self.body.write_str(text);
    }
}

/// Pixels from one line to the next.
pub const fn leading(size: u32) -> u32 {
    size * 7 / 5
}

/// The text broken where it fills `width`; never inside a word of Latin letters unless the word alone
/// is too long.
pub fn wrap(text: &str, size: u32, width: u32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in words(text) {
        let mut long = measure(word, size);
        if used > 0 && used + long > width {
            lines.push(String::new());
            used = 0;
        }
        let word = if used == 0 { word.trim_start() } else { word };
        long = measure(word, size);
        if long > width {
            for letter in word.chars() {
                let own = letter_width(letter, size);
                if used > 0 && used + own > width {
                    lines.push(String::new());
                    used = 0;
                }
                if let Some(line) = lines.last_mut() {
                    line.push(letter);
                }
                used += own;
            }
        } else {
            if let Some(line) = lines.last_mut() {
                line.push_str(word);
            }
            used += long;
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Chinese letters one by one, anything else up to the next space.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let mut end = first.len_utf8();
        if !is_wide(first) {
            let next = rest[end..].find(|letter: char| letter == ' ' || is_wide(letter));
            end = next.map_or(rest.len(), |next| end + next);
        }
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Pixels of a text on one line, at most.
pub fn measure(text: &str, size: u32) -> u32 {
    text.chars().map(|letter| letter_width(letter, size)).sum()
}

/// What a letter takes at most in the usual fonts.
fn letter_width(letter: char, size: u32) -> u32 {
    if is_wide(letter) { size } else { size * 3 / 5 }
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Signs of XML as references; control signs, which XML does not allow, left out.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter if letter.is_control() => {}
            '\u{fffe}' | '\u{ffff}' => {}
            letter => safe.push(letter),
        }
    }
    safe
}

const fn minus(from: u32, by: u32) -> u32 {
    from.saturating_sub(by)
}

/// The fonts of the pages.
const FONTS: &str =
    "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif";

/// The colours of the pages, so that a chart fits in one.
/// Letters.
pub const INK: &str = "#1d2129";
/// Letters that matter less.
pub const FAINT: &str = "#4e5969";
/// Behind everything.
pub const PAPER: &str = "#ffffff";
/// Behind a lane.
pub const GROUND: &str = "#f5f7fa";
/// Borders.
pub const LINE: &str = "#d9dde4";
/// What is emphasised.
pub const BLUE: &str = "#0b5cad";
/// What is out of the ordinary.
pub const AMBER: &str = "#8f5600";

impl Type {
    /// From the left, not bold.
    pub const fn new(size: u32, colour: &'static str) -> Type {
        Type {
            size,
            colour,
            bold: false,
            anchor: "start",
        }
    }

    /// The same, bold.
    pub const fn bold(self) -> Type {
        Type { bold: true, ..self }
    }

    /// The same, around its place.
    pub const fn centred(self) -> Type {
        Type {
            anchor: "middle",
            ..self
        }
    }
}
