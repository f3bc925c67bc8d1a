use crate::{
    api,
    app::{App, ConsoleOptions},
    assets,
    desk::Desk,
    notice,
    pages::{
        case, catalog, door, draft, events, find, help, items, paper, room, tray, verify, waiting,
    },
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware::from_fn_with_state,
    routing::{get, post},
};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// The console of one node, as a service.
///
/// Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: without the address of the other
/// side, the limit on wrong log-ins counts everybody as one.
///
/// Pages keep event streams open for as long as they are looked at. A graceful shutdown waits for them, so
/// give it a bound, or drop the sender behind [`Desk::changes`]: that ends them.
pub fn router(desk: Arc<dyn Desk>, options: ConsoleOptions) -> Router {
    let app = Arc::new(App::new(desk, options));
    // What needs all that the node holds.
    let whole = Router::new()
        .route("/", get(waiting::desk))
        .route("/window", get(waiting::window))
        .route("/left", post(waiting::take_left))
        .route("/catalog", get(catalog::drafts))
        .route(
            "/catalog/{code}",
            get(catalog::item)
                .post(catalog::step)
                .layer(DefaultBodyLimit::max(ITEM_BYTES_MAX)),
        )
        .route("/cases/{id}/act", get(case::back).post(case::act))
        .route("/find", get(find::find))
        .route("/tray", get(tray::tray).post(tray::settle))
        .route("/room", get(room::room))
        .route("/room/table", get(room::table))
        .route("/room/places.csv", get(room::places))
        .merge(api::whole_routes())
        .route_layer(from_fn_with_state(app.clone(), notice::once_started));
    let routes = Router::new()
        .route("/login", get(door::log_in_page).post(door::log_in))
        .route("/logout", post(door::log_out))
        .route("/lang", get(door::language))
        .route("/big", get(door::big))
        .route("/items", get(items::items))
        .route("/items/{code}", get(items::item))
        .route("/drafts/new", get(draft::new_page).post(draft::new))
        .route("/drafts/{id}", get(draft::form).post(draft::save))
        .route("/drafts/{id}/check", get(draft::check))
        .route("/drafts/{id}/file", get(draft::back).post(draft::file))
        .route("/cases/{id}", get(case::case))
        .route("/cases/{id}/reveal", get(case::back).post(case::reveal))
        .route("/cases/{id}/receipt", get(paper::paper))
        .route("/cases/{id}/print", get(case::back).post(paper::print))
        .route("/verify", get(verify::verify))
        .route("/help", get(help::help))
        .route("/law", get(help::law))
        .route("/healthz", get(help::healthz))
        .route("/events", get(events::events))
        .route("/assets/{hash}/{name}", get(assets::asset))
        .merge(whole)
        .merge(api::routes())
        .fallback(notice::missing)
        .method_not_allowed_fallback(notice::missing)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        // What is told to open pages as it happens is left as it is.
        .layer(CompressionLayer::new())
        .with_state(app);
    HEADERS.iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::if_not_present(
            name.clone(),
            HeaderValue::from_static(value),
        ))
    })
}

/// The biggest form; papers come in another way.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The biggest form of a whole item: Chinese letters take nine bytes each on their way.
const ITEM_BYTES_MAX: usize = 512 * 1024;

/// What every answer says about itself. Pages show people's data, so no copy of them stays anywhere;
/// assets say otherwise themselves.
static HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "DENY"),
];
