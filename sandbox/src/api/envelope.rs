//! The envelope around every answer, and finding the elements in what was sent.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::listing::Page;
use super::problem;
use super::resources::Resource;
use crate::clock::Millis;
use crate::exchange::{Reply, Request};

/// Makes answers.
pub(crate) struct Envelope {
    pub provider: String,
    pub now: Millis,
}

impl Envelope {
    pub(crate) fn list(&self, name: &str, list: Vec<Value>) -> Reply {
        self.page(name, list, None)
    }

    pub(crate) fn page(&self, name: &str, list: Vec<Value>, page: Option<Page>) -> Reply {
        let mut body = Map::new();
        body.insert("Id".to_owned(), json!(Uuid::new_v4()));
        body.insert("Status".to_owned(), json!("OK"));
        body.insert("ProviderName".to_owned(), json!(self.provider));
        body.insert("DateTimeUTC".to_owned(), json!(format!("/Date({})/", self.now)));
        if let Some(page) = page {
            let pages = page.items.div_ceil(page.size);
            body.insert(
                "pagination".to_owned(),
                json!({"page": page.number, "pageSize": page.size, "pageCount": pages, "itemCount": page.items}),
            );
        }
        body.insert(name.to_owned(), Value::Array(list));
        Reply::json(200, &Value::Object(body))
    }
}

/// The elements of a request: a list under the plural's name, or one bare object.
pub(crate) fn elements(request: &Request, resource: Resource) -> Result<Vec<Map<String, Value>>, Reply> {
    elements_named(request, resource.plural(), resource.singular(), |name| {
        resource.shape().is_some_and(|s| s.property(name).is_some())
    })
}

/// The same for lists that are not a collection of their own.
pub(crate) fn elements_named(
    request: &Request,
    plural: &str,
    singular: &str,
    known: impl Fn(&str) -> bool,
) -> Result<Vec<Map<String, Value>>, Reply> {
    let is_json = request
        .header("content-type")
        .is_some_and(|t| t.to_lowercase().contains("json"));
    if !is_json || request.body.is_empty() {
        return Err(problem::no_data(singular));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|e| {
        problem::post_data_invalid(&format!(
            "Invalid Json data. The JSON string has an invalid format: {e}"
        ))
    })?;
    let Value::Object(mut object) = body else {
        return Err(problem::no_data(singular));
    };
    let list = match object.remove(plural) {
        Some(Value::Array(list)) => list,
        Some(_) => {
            return Err(problem::post_data_invalid(&format!(
                "Error converting value of '{plural}' to a list"
            )));
        }
        None if object.keys().any(|k| known(k)) => vec![Value::Object(object)],
        None => return Err(problem::no_data(singular)),
    };
    let mut elements = Vec::with_capacity(list.len());
    for element in list {
        match element {
            Value::Object(element) => elements.push(element),
            other => {
                return Err(problem::post_data_invalid(&format!(
                    "Error converting value {other} to type '{singular}'"
                )));
            }
        }
    }
    if elements.is_empty() {
        Err(problem::no_data(singular))
    } else {
        Ok(elements)
    }
}
