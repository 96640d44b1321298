//! Tracking: at most two options on a line, named by id or by name; and making categories and options.

use uuid::Uuid;

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::Writing;
use crate::books::document::Tracked;
use crate::books::organisation::{Organisation, TrackingCategory};

/// The options of a line.
pub(crate) fn read(books: &Organisation, line: Fields<'_>, at: usize, complaints: &mut Complaints) -> Vec<Tracked> {
    let sent = line.list("Tracking").unwrap_or_default();
    if sent.len() > 2 {
        complaints.add_line(at, "A line item can have a maximum of 2 tracking categories.");
    }
    let mut all = Vec::new();
    for fields in sent {
        let category = books.tracking.iter().find(|c| match fields.uuid("TrackingCategoryID") {
            Some(id) => c.id == id,
            None => fields.filled("Name").is_some_and(|n| c.name.eq_ignore_ascii_case(&n)),
        });
        let option = category.filter(|c| !c.archived).and_then(|c| {
            c.options
                .iter()
                .find(|(id, name)| match fields.uuid("TrackingOptionID") {
                    Some(wanted) => *id == wanted,
                    None => fields.filled("Option").is_some_and(|n| name.eq_ignore_ascii_case(&n)),
                })
        });
        match (category, option) {
            (Some(category), Some((option, name))) if category.archived_options.contains(option) => {
                complaints.add_line(
                    at,
                    format!("The tracking option '{name}' of '{}' has been archived.", category.name),
                );
            }
            (Some(category), Some(_)) if all.iter().any(|t: &Tracked| t.category == category.id) => {
                complaints.add_line(
                    at,
                    format!(
                        "The tracking category '{}' may be used only once on a line item.",
                        category.name
                    ),
                );
            }
            (Some(category), Some((option, _))) => all.push(Tracked {
                category: category.id,
                option: *option,
            }),
            _ => complaints.add_line(at, "The tracking category or option could not be found."),
        }
    }
    all
}

/// Makes a category; four at most, two of them active.
pub(crate) fn create_category(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<TrackingCategory, Complaints> {
    let mut complaints = Complaints::default();
    let name = sent.text("Name").unwrap_or_default();
    let all = &writing.books.tracking;
    check_name(
        &name,
        all.iter().any(|c| c.name.eq_ignore_ascii_case(&name)),
        &mut complaints,
    );
    if all.len() >= 4 || all.iter().filter(|c| !c.archived).count() >= 2 {
        complaints.add("Maximum number of tracking categories reached: 2 active, 4 in total.");
    }
    let made = complaints.or(TrackingCategory {
        id: Uuid::new_v4(),
        name,
        archived: false,
        options: Vec::new(),
        archived_options: [].into(),
    })?;
    writing.books.tracking.push(made.clone());
    Ok(made)
}

/// Adds an option to a category.
pub(crate) fn create_option(
    writing: &mut Writing<'_>,
    category: Uuid,
    sent: Fields<'_>,
) -> Result<(Uuid, String), Complaints> {
    let mut complaints = Complaints::default();
    let name = sent.text("Name").unwrap_or_default();
    let Some(found) = writing.books.tracking.iter_mut().find(|c| c.id == category) else {
        return Err(Complaints::of("The tracking category could not be found."));
    };
    check_name(
        &name,
        found.options.iter().any(|(_, n)| n.eq_ignore_ascii_case(&name)),
        &mut complaints,
    );
    let made = complaints.or((Uuid::new_v4(), name))?;
    found.options.push(made.clone());
    Ok(made)
}

/// Renames, archives or restores a category.
pub(crate) fn update_category(writing: &mut Writing<'_>, sent: Fields<'_>, id: Uuid) -> Result<Uuid, Complaints> {
    let mut complaints = Complaints::default();
    let all = &writing.books.tracking;
    let Some(found) = all.iter().find(|c| c.id == id) else {
        return Err(Complaints::of("The tracking category could not be found."));
    };
    let mut changed = found.clone();
    if let Some(name) = sent.text("Name") {
        check_name(
            &name,
            all.iter().any(|c| c.id != id && c.name.eq_ignore_ascii_case(&name)),
            &mut complaints,
        );
        changed.name = name;
    }
    changed.archived = archived(sent, changed.archived, &mut complaints);
    if !changed.archived && all.iter().filter(|c| c.id != id && !c.archived).count() >= 2 {
        complaints.add("Maximum number of tracking categories reached: 2 active, 4 in total.");
    }
    let changed = complaints.or(changed)?;
    writing
        .books
        .tracking
        .iter_mut()
        .filter(|c| c.id == id)
        .for_each(|c| *c = changed.clone());
    Ok(id)
}

/// Renames, archives or restores an option.
pub(crate) fn update_option(
    writing: &mut Writing<'_>,
    sent: Fields<'_>,
    category: Uuid,
    id: Uuid,
) -> Result<(Uuid, String), Complaints> {
    let mut complaints = Complaints::default();
    let found = writing
        .books
        .tracking
        .iter_mut()
        .find(|c| c.id == category)
        .and_then(|c| c.options.iter().position(|(o, _)| *o == id).map(|at| (c, at)));
    let Some((found, at)) = found else {
        return Err(Complaints::of("The tracking option could not be found."));
    };
    let name = sent.text("Name").unwrap_or_else(|| found.options[at].1.clone());
    check_name(
        &name,
        found
            .options
            .iter()
            .any(|(o, n)| *o != id && n.eq_ignore_ascii_case(&name)),
        &mut complaints,
    );
    let archived = archived(sent, found.archived_options.contains(&id), &mut complaints);
    complaints.or(())?;
    found.options[at].1.clone_from(&name);
    if archived {
        found.archived_options.insert(id);
    } else {
        found.archived_options.remove(&id);
    }
    Ok((id, name))
}

fn archived(sent: Fields<'_>, before: bool, complaints: &mut Complaints) -> bool {
    match sent.filled("Status").as_deref() {
        None => before,
        Some("ACTIVE") => false,
        Some("ARCHIVED") => true,
        Some(other) => {
            complaints.add(format!("The status '{other}' is not valid for tracking"));
            before
        }
    }
}

fn check_name(name: &str, taken: bool, complaints: &mut Complaints) {
    if name.is_empty() {
        complaints.add("Name cannot be empty.");
    }
    complaints.longer("Name", name, 100);
    if taken {
        complaints.add("Please enter a unique Name.");
    }
}
