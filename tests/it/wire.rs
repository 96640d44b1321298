//! The wire to Xero: TLS 1.2 or newer with a certificate that is verified, and nobody else hears a token, whatever a server says.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use ledgerline::http::{HttpOptions, HttpTransport};
use ledgerline::secret::Secret;
use ledgerline::transport::{Method, Request, Response, SendFailure, Transport as _};
use rustls::pki_types::PrivateKeyDer;

use crate::support::repository;

const TOKEN: &str = "Bearer t0ken-that-opens-the-books";

fn pem(name: &str) -> PathBuf {
    repository("tests/fixtures/tls").join(name)
}

/// Sends one call with a token to a server, and trusts this authority beside the usual ones.
fn send(method: Method, url: String, authority: Option<&str>) -> Result<Response, SendFailure> {
    let transport = HttpTransport::new(HttpOptions {
        timeout: Duration::from_secs(5),
        ca_file: authority.map(|name| pem(name).display().to_string()),
        ..HttpOptions::default()
    });
    let request = Request {
        method,
        url,
        headers: vec![("Accept".into(), "application/json".into())],
        authorization: Some(Secret::new(TOKEN)),
        body: None,
        follow_redirects: false,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async { transport.send(request).await })
}

/// A server with this certificate; says how many requests it read.
fn server(certificate: &str) -> (u16, Arc<AtomicUsize>) {
    let file = |name: &str| std::fs::read(pem(name)).unwrap();
    let chain: Vec<_> = rustls_pemfile::certs(&mut file(certificate).as_slice())
        .map(Result::unwrap)
        .collect();
    let key: PrivateKeyDer<'static> = rustls_pemfile::private_key(&mut file("server.key.pem").as_slice())
        .unwrap()
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(connection, stream);
            let mut bytes = [0_u8; 4_096];
            // A client that does not trust it hangs up before it says anything.
            if tls.read(&mut bytes).is_ok_and(|read| read > 0) {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
                tls.conn.send_close_notify();
                let _ = tls.flush();
            }
        }
    });
    (port, heard)
}

#[test]
fn only_a_server_with_a_verified_certificate_hears_a_token() {
    for (certificate, authority, is_heard) in [
        ("good.pem", Some("authority.pem"), true),
        ("good.pem", None, false),
        ("other-name.pem", Some("authority.pem"), false),
        ("expired.pem", Some("authority.pem"), false),
    ] {
        let (port, heard) = server(certificate);
        let answer = send(Method::Put, format!("https://localhost:{port}/"), authority);
        assert_eq!(heard.load(Ordering::SeqCst) > 0, is_heard, "{certificate}: {answer:?}");
        if is_heard {
            assert_eq!(answer.unwrap().status, 200);
        } else {
            assert!(
                matches!(answer, Err(SendFailure::NotSent(_))),
                "{certificate}: safe to send again: {answer:?}"
            );
        }
    }
}

/// Hands the first bytes of one connection over, and answers with these.
fn listen(answer: Vec<u8>) -> (u16, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (told, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut bytes = vec![0_u8; 16 * 1024];
            let read = stream.read(&mut bytes).unwrap_or(0);
            bytes.truncate(read);
            let _ = told.send(bytes);
            let _ = stream.write_all(&answer);
            // Until the other side has read it.
            let _ = stream.read(&mut [0_u8; 1_024]);
        }
    });
    (port, heard)
}

/// The versions that a `ClientHello` offers (RFC 8446, 4.1.2 and 4.2.1).
fn versions_offered(record: &[u8]) -> Vec<u16> {
    let number = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
    // Head of the record, head of the message, the old version, random bytes.
    let mut rest = &record[5 + 4 + 2 + 32..];
    rest = &rest[1 + usize::from(rest[0])..];
    rest = &rest[2 + number(rest)..];
    rest = &rest[1 + usize::from(rest[0])..];
    rest = &rest[2..];
    while rest.len() >= 4 {
        let (kind, length) = (number(rest), number(&rest[2..]));
        let body = &rest[4..4 + length];
        if kind == 43 {
            return body[1..]
                .chunks(2)
                .map(|pair| u16::try_from(number(pair)).unwrap())
                .collect();
        }
        rest = &rest[4 + length..];
    }
    Vec::new()
}

#[test]
fn nothing_older_than_tls_1_2_is_offered_or_taken() {
    // A ServerHello of TLS 1.1 with a cipher suite of that time (RFC 4346, 7.4.1.3).
    let mut hello = vec![2, 0, 0, 38, 3, 2];
    hello.extend([7_u8; 32]);
    hello.extend([0, 0xc0, 0x13, 0]);
    let mut record = vec![22, 3, 2, 0, u8::try_from(hello.len()).unwrap()];
    record.extend(hello);
    let (port, heard) = listen(record);
    let answer = send(Method::Get, format!("https://localhost:{port}/"), Some("authority.pem"));
    let mut offered = versions_offered(&heard.recv().unwrap());
    offered.sort_unstable();
    assert_eq!(offered, [0x0303, 0x0304], "TLS 1.2 and 1.3");
    assert!(matches!(answer, Err(SendFailure::NotSent(_))), "{answer:?}");
}

#[test]
fn a_server_without_tls_hears_nothing() {
    let (port, heard) = listen(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec());
    let answer = send(Method::Get, format!("https://localhost:{port}/"), Some("authority.pem"));
    assert!(matches!(answer, Err(SendFailure::NotSent(_))), "{answer:?}");
    assert!(!String::from_utf8_lossy(&heard.recv().unwrap()).contains("t0ken"));
}

#[test]
fn a_redirect_is_followed_nowhere() {
    for (status, method) in [
        ("301 Moved Permanently", Method::Get),
        ("302 Found", Method::Put),
        ("307 Temporary Redirect", Method::Post),
        ("308 Permanent Redirect", Method::Delete),
    ] {
        let (elsewhere, heard) = listen(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec());
        let head = format!(
            "HTTP/1.1 {status}\r\nLocation: http://127.0.0.1:{elsewhere}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let (port, first) = listen(head.into_bytes());
        let answer = send(method, format!("http://127.0.0.1:{port}/"), None).unwrap();
        assert!((300..400).contains(&answer.status), "{}", answer.status);
        assert!(String::from_utf8_lossy(&first.recv().unwrap()).contains("t0ken"));
        assert!(heard.try_recv().is_err(), "{status}: nobody else is asked");
    }
}

#[test]
fn a_database_that_lost_its_tls_hears_no_password() {
    use ledgerline::oauth::SessionStore as _;
    use ledgerline::secret::Sealer;
    use ledgerline::store::mysql::{MysqlAddress, MysqlDatabase, MysqlStore};
    // What a server says first (protocol 10), with every ability but TLS (0x0800): as somebody in between would pass it on.
    let mut hello = vec![10];
    hello.extend(b"10.11.0-MariaDB\0");
    hello.extend([1, 0, 0, 0]);
    hello.extend(b"12345678\0");
    hello.extend((0xf7ff_u16).to_le_bytes());
    hello.extend([45, 2, 0]);
    hello.extend((0x000f_u16).to_le_bytes());
    hello.push(21);
    hello.extend([0; 10]);
    hello.extend(b"901234567890\0mysql_native_password\0");
    let mut packet = vec![u8::try_from(hello.len()).unwrap(), 0, 0, 0];
    packet.extend(hello);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (told, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = told.send(greet(stream, &packet));
        }
    });
    let store = |tls: &str| {
        let address = format!("mysql://shop:s3cret@127.0.0.1:{port}/shop?tls={tls}");
        MysqlStore::new(
            MysqlDatabase::new(MysqlAddress::read(&address).unwrap()),
            Sealer::new(["key"]),
        )
    };
    let error = store("on").connections().unwrap_err();
    assert_eq!(error.code, "store_unreachable", "{error:?}");
    // It says goodbye, at most.
    let first = heard.recv().unwrap();
    assert!(first.len() <= 5, "{first:?}");
    // The same server is told who asks where no TLS is wanted: it is taken for a server.
    assert!(store("off").connections().is_err());
    assert!(
        heard
            .iter()
            .any(|bytes| String::from_utf8_lossy(&bytes).contains("shop"))
    );
}

/// Greets a client; what it answers with.
fn greet(mut stream: TcpStream, packet: &[u8]) -> Vec<u8> {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let _ = stream.write_all(packet);
    let mut bytes = vec![0_u8; 1_024];
    let read = stream.read(&mut bytes).unwrap_or(0);
    bytes.truncate(read);
    bytes
}
