//! What stands behind the end of a story or in its middle and is about the site: who wrote it, rights, where it appeared first, forms for newsletters.

use crate::formats::common::byline;

/// Beginnings of lines about rights and about where a story appeared first, in lower case.
const BEGINNINGS: &[&str] = &[
    "©",
    "copyright ",
    "all rights reserved",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos reservados",
    "tutti i diritti riservati",
    "todos os direitos reservados",
    "alle rechten voorbehouden",
    "все права защищены",
    "this story was originally published",
    "this article was originally published",
    "this story originally appeared",
    "this article originally appeared",
    "originally published",
    "first published",
    "article printed from",
    "url to article",
    "this story was first published",
    "dieser artikel erschien zuerst",
    "dieser text erschien zuerst",
    "cet article a été publié",
];

/// Words for people who write, in lower case.
const WRITERS: &[&str] = &[
    "reporter",
    "correspondent",
    "editor",
    "writer",
    "journalist",
    "columnist",
    "freelance",
    "contributor",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "journaliste",
    "correspondant",
    "periodista",
    "corresponsal",
    "redactor",
    "giornalista",
    "jornalista",
    "redacteur",
    "verslaggever",
];

/// Words between a name and what a person is, in lower case.
const IS: &[&str] = &[
    "is a",
    "is an",
    "is the",
    "is our",
    "is senior",
    "is staff",
    "covers",
    "writes",
    "reports",
    "ist",
    "est",
    "es",
    "è",
    "é",
    "is",
];

/// Words that a form for a newsletter has, in lower case.
const LETTERS: &[&str] =
    &["newsletter", "inbox", "e-mail", "email", "postfach", "boîte mail", "boletín", "nieuwsbrief"];

/// First words of such a form, in lower case.
const INVITATIONS: &[&str] = &[
    "sign up",
    "subscribe",
    "get ",
    "join ",
    "register",
    "enter your",
    "want ",
    "like this story",
    "never miss",
    "stay ",
    "abonnieren",
    "melden sie sich",
    "jetzt anmelden",
    "inscrivez",
    "abonnez",
    "recevez",
    "suscríbete",
    "recibe",
    "iscriviti",
    "inscreva",
    "assine",
    "schrijf je in",
    "meld je aan",
];

/// Words of a note, at most.
const LONGEST: usize = 60;

/// Words of a form, at most.
const LONGEST_FORM: usize = 40;

/// True for a line behind a story that is about its author, its rights or where it appeared first.
pub(super) fn is_note(text: &str) -> bool {
    let count = text.split_whitespace().count();
    let lower = text.trim_start().to_lowercase();
    count <= LONGEST && (BEGINNINGS.iter().any(|start| lower.starts_with(start)) || is_biography(text, &lower))
}

/// "Jane Doe is a reporter for The Post. Follow her ...", "Reach Jane Doe at ...".
fn is_biography(text: &str, lower: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(5).collect();
    let is_about = |length: usize| {
        let Some(name) = words.get(..length) else { return false };
        let rest: Vec<&str> = text.split_whitespace().skip(length).take(2).collect();
        let rest = rest.join(" ").to_lowercase();
        byline::is_name(&name.join(" ")) && IS.iter().any(|verb| rest == *verb || rest.split(' ').next() == Some(verb))
    };
    let is_writer = lower.split(|c: char| !c.is_alphabetic()).any(|word| WRITERS.contains(&word));
    let reached =
        ["reach ", "contact ", "follow ", "you can reach ", "email "].iter().any(|start| lower.starts_with(start))
            && lower.contains('@');
    reached || is_writer && (is_about(2) || is_about(3))
}

/// True for a text that begins with an invitation, as whole words.
fn invites(lower: &str) -> bool {
    INVITATIONS.iter().any(|start| {
        let rest = lower.strip_prefix(start);
        rest.is_some_and(|rest| start.ends_with(' ') || !rest.starts_with(char::is_alphabetic))
    })
}

/// True for the text of a form: an invitation to a newsletter.
pub(super) fn is_form(text: &str) -> bool {
    let text = text.trim_start();
    let lower = text.to_lowercase();
    text.split_whitespace().count() <= LONGEST_FORM
        && text.starts_with(char::is_uppercase)
        && invites(&lower)
        && LETTERS.iter().any(|word| lower.contains(word))
}

/// True for the heading of a form, where one stands below it.
pub(super) fn is_heading_of_form(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    invites(&lower) || LETTERS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_forms() {
        for note in [
            "Nora Feld is a reporter for The Harwick Herald. Follow her on Twitter @nfeld.",
            "Nora Feld covers ports and is an editor at the Herald.",
            "Reach Tom Roe at troe@h.example or 555-0100.",
            "This story was originally published March 5, 2024, 9:10 AM.",
            "© 2024 The Harwick Herald. All rights reserved.",
            "Jane Doe ist Redakteurin im Ressort Wetter.",
        ] {
            assert!(is_note(note), "{note}");
        }
        for prose in [
            "Nora Feld is the mayor of Harwick.",
            "The reporter said that Nora Feld is right.",
            "Copyrighted songs were played all night.",
            "Contact between the two had been lost.",
            "Get up, he said.",
        ] {
            assert!(!is_note(prose) && !is_form(prose), "{prose}");
        }
        assert!(is_form("Sign up for our newsletter to get the day's top stories in your inbox."));
        assert!(is_form("Get the latest news delivered to your email every morning."));
        assert!(!is_form(
            "Subscribers to the newsletter of the port, which appears monthly, were told that it would end."
        ));
        assert!(is_heading_of_form("Get the Morning Brief") && !is_heading_of_form("What comes next"));
    }
}
