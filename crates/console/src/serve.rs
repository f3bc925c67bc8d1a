use axum::Router;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves the console until the listener fails. Everybody's address is handed on: the limit on wrong
/// log-ins counts by it.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await
}
