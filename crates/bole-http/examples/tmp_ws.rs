//! tmp
use bole_domain::staff::Role;
#[tokio::main]
async fn main() {
    let test = bole_testkit::TestApp::start().await;
    let c = test.as_role(Role::SuperAdmin, None).await;
    let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{} {} {}", std::process::id(), l.local_addr().unwrap().port(), c.cookie().unwrap());
    axum::serve(l, test.router()).await.unwrap();
}
