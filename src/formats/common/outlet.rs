//! Names of outlets: one for each, however an input writes it.

use super::{http, markup};
use crate::text::{fold, outlets};

/// The name of an outlet that an input names by a host, an address, in capitals, in the order of a list ("Post, The"), or as it calls itself.
pub fn name(written: &str) -> String {
    let name = markup::line(written);
    if let Some(host) = host(&name) {
        // An unknown one is called as it is written.
        let as_written = || if name.contains("://") || name.starts_with("www.") { host.clone() } else { name.clone() };
        return outlets::of_host(&host).map_or_else(as_written, |outlet| outlet.name.to_owned());
    }
    let name = in_order(&name);
    // "POST" need not be The Post.
    let is_sure = |outlet: &outlets::Outlet| name.contains(' ') || fold(&name) == fold(outlet.name);
    if let Some(outlet) = outlets::of_name(&name).filter(is_sure) {
        let keeps_article = name.starts_with("The ") && !outlet.name.starts_with("The ");
        return if keeps_article { name } else { outlet.name.to_owned() };
    }
    // The place of a paper that has its name alone.
    let bare = name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).map(|(bare, _)| bare.trim());
    bare.and_then(outlets::of_name).map_or(name, |outlet| outlet.name.to_owned())
}

/// The name of the outlet of an address, where it is a known one.
pub fn of_address(url: &str) -> Option<String> {
    outlets::of_host(&http::host(url)?).map(|outlet| outlet.name.to_owned())
}

/// The host of a name that is a host or an address ("www.post.example", "Post.example").
fn host(name: &str) -> Option<String> {
    if name.contains("://") {
        return http::host(name);
    }
    let (before, last) = name.rsplit_once('.')?;
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_host = before.split('.').all(is_label)
        && (2..=8).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    let host = name.to_lowercase();
    is_host
        .then(|| host.strip_prefix("www.").unwrap_or(&host).to_owned())
        // "U.S." and outlets that are called as their address is.
        .filter(|host| before.len() > 1 && !(outlets::of_name(name).is_some() && outlets::of_host(host).is_none()))
}

/// "Post, The (Oslo, Norway)" as "The Post".
fn in_order(name: &str) -> String {
    let bare = name.split(" (").next().unwrap_or(name);
    match bare.rsplit_once(", ") {
        Some((rest, article))
            if matches!(article, "The" | "Der" | "Die" | "Das" | "Le" | "La" | "Les" | "El" | "Los") =>
        {
            format!("{article} {rest}")
        }
        Some((rest, "L'")) => format!("L'{rest}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_for_an_outlet() {
        for written in [
            "nytimes.com",
            "www.nytimes.com",
            "NYTimes.com",
            "https://www.nytimes.com/",
            "THE NEW YORK TIMES",
            "New York Times",
            "New York Times, The (NY)",
            "The New York Times",
        ] {
            assert_eq!(name(written), "The New York Times", "{written}");
        }
        for other in
            ["The Post", "Harwick Herald", "U.S. News", "A.P.", "Dr. Who", "POST", "Harwick.example", "The Wire"]
        {
            assert_eq!(name(other), other);
        }
        assert_eq!(name("Harwick &amp; District News"), "Harwick & District News");
        assert_eq!(
            (name("www.harwick.example"), name("Harwick Post, The (Harwick, UK)")),
            ("harwick.example".to_owned(), "The Harwick Post".to_owned())
        );
        assert_eq!(of_address("https://www.lemonde.fr/a").as_deref(), Some("Le Monde"));
        assert_eq!(of_address("https://harwick.example/a"), None);
    }
}
