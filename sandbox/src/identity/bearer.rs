//! Whose call it is: the access behind the bearer token of a request.

use super::grants::Access;
use super::jwt;
use crate::api::problem;
use crate::clock::{Millis, moment};
use crate::exchange::{Reply, Request};
use crate::world::World;

/// The access behind the bearer token of a request.
pub(crate) fn access(world: &World, request: &Request, now: Millis) -> Result<Access, Reply> {
    let header = request.header("authorization").unwrap_or_default();
    let token = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, t)| t.trim());
    let Some(token) = token else {
        return Err(problem::unauthorized("AuthenticationUnsuccessful"));
    };
    match world.grants.access.get(token) {
        Some(access) if access.expires > now => Ok(access.clone()),
        Some(access) => Err(problem::unauthorized(&format!(
            "TokenExpired: token expired at {}",
            moment(access.expires).format("%m/%d/%Y %H:%M:%S")
        ))),
        None if jwt::is_ours(token) => Err(problem::unauthorized("AuthenticationUnsuccessful")),
        None => Err(problem::unauthorized("TokenInvalidSignature")),
    }
}
