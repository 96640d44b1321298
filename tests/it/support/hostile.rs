//! A server that answers every request with the same attack; what it sends costs it no memory.

use std::io::{BufRead as _, BufReader, Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// What it does to whoever asks. The second word says what becomes of a write: `large` or `lost`.
pub const ATTACKS: &[(&str, &str)] = &[
    ("1 GB body", "large"),
    ("endless chunks", "large"),
    ("8 MB gzip bomb", "large"),
    ("15 MB of {}", "large"),
    ("11 MB of {}", "large"),
    ("11 MB of numbers", "large"),
    ("5 M levels of JSON", "large"),
    ("as much as passes", "lost"),
    ("200 MB header", "lost"),
    ("80 long headers", "large"),
    ("slow head", "lost"),
    ("slow body", "lost"),
    ("body shorter than its length", "lost"),
    ("HTML with 200", "lost"),
    ("bad UTF-8", "lost"),
    ("no HTTP", "lost"),
    ("500 with 1 GB", "large"),
];

pub struct Hostile {
    port: u16,
}

impl Hostile {
    /// Serves until the process ends.
    pub fn start(attack: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let bomb = Arc::new(if attack.contains("bomb") { zeros() } else { Vec::new() });
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let bomb = Arc::clone(&bomb);
                std::thread::spawn(move || {
                    let _ = serve(stream, attack, &bomb);
                });
            }
        });
        Self { port }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Four megabytes of zeros, packed, in a form that may be repeated as often as one likes.
fn zeros() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b'0'; 4 * 1024 * 1024]).expect("memory");
    encoder.flush().expect("memory");
    encoder.get_ref().clone()
}

/// Reads one request, so that it counts as sent.
fn read(stream: &TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink()).map(|_| ())
}

fn repeat(stream: &mut TcpStream, piece: &[u8], bytes: usize) -> std::io::Result<()> {
    for _ in 0..bytes.div_ceil(piece.len()) {
        stream.write_all(piece)?;
    }
    Ok(())
}

fn serve(mut stream: TcpStream, attack: &str, bomb: &[u8]) -> std::io::Result<()> {
    const MB: usize = 1024 * 1024;
    const JSON: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
    read(&stream)?;
    let head = |more: &str| format!("{JSON}{more}\r\n");
    // The list's name is the right one for a write of contacts.
    let listed = |piece: &str| (format!("{{\"Contacts\":[{piece}"), piece.repeat(10_000), piece.len());
    match attack {
        "1 GB body" | "500 with 1 GB" => {
            let head = if attack.starts_with("500") {
                "HTTP/1.1 500 Oops\r\nContent-Length: 1073741824\r\n\r\n".to_owned()
            } else {
                head("Content-Length: 1073741824\r\n")
            };
            stream.write_all(head.as_bytes())?;
            repeat(&mut stream, " ".repeat(64 * 1024).as_bytes(), 1024 * MB)
        }
        "endless chunks" => {
            stream.write_all(head("Transfer-Encoding: chunked\r\n").as_bytes())?;
            let chunk = format!("10000\r\n{}\r\n", " ".repeat(65_536));
            repeat(&mut stream, chunk.as_bytes(), usize::MAX)
        }
        "8 MB gzip bomb" => {
            stream.write_all(head("Content-Encoding: gzip\r\n").as_bytes())?;
            stream.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])?;
            repeat(&mut stream, bomb, 8 * MB)
        }
        "15 MB of {}" | "11 MB of {}" | "11 MB of numbers" => {
            let (begin, piece, _) = listed(if attack.ends_with("numbers") { "1," } else { "{}," });
            let size = if attack.starts_with("15") { 15 } else { 11 } * MB;
            stream.write_all(head("").as_bytes())?;
            stream.write_all(begin.as_bytes())?;
            repeat(&mut stream, piece.as_bytes(), size)?;
            stream.write_all(b"1]}")
        }
        "5 M levels of JSON" => {
            stream.write_all(head("").as_bytes())?;
            repeat(&mut stream, "[".repeat(64 * 1024).as_bytes(), 5_000_000)
        }
        "as much as passes" => {
            // Under every limit by a little: small objects, and texts up to the size.
            stream.write_all(head("").as_bytes())?;
            stream.write_all(b"{\"Contacts\":[")?;
            let object = format!("{{\"a\":\"{}\"}},", "x".repeat(120));
            repeat(&mut stream, object.repeat(100).as_bytes(), 35_000 * object.len())?;
            stream.write_all(b"1]}")
        }
        "200 MB header" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
            repeat(&mut stream, "x".repeat(64 * 1024).as_bytes(), 200 * MB)
        }
        "80 long headers" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")?;
            for number in 0..80 {
                stream.write_all(format!("X-{number}: {}\r\n", "x".repeat(4_000)).as_bytes())?;
            }
            stream.write_all(b"\r\n{}")
        }
        "slow head" => drip(&mut stream, "HTTP/1.1 200 OK\r\nX-Slow: "),
        "slow body" => drip(&mut stream, &head("Content-Length: 100000\r\n")),
        "body shorter than its length" => stream.write_all((head("Content-Length: 5000\r\n") + "{}").as_bytes()),
        "HTML with 200" => stream.write_all((head("") + &"<html>Sign in, please: {}</html>".repeat(30_000)).as_bytes()),
        "bad UTF-8" => {
            stream.write_all(head("").as_bytes())?;
            stream.write_all(b"{\"Contacts\":[{\"ContactID\":\"\xff\xfe\xc3\x28\"}]}")
        }
        "no HTTP" => repeat(&mut stream, b"\x00\x01SSH-2.0-nonsense\r\n", MB),
        other => panic!("no attack {other}"),
    }
}

fn drip(stream: &mut TcpStream, begin: &str) -> std::io::Result<()> {
    stream.write_all(begin.as_bytes())?;
    loop {
        stream.write_all(b" ")?;
        std::thread::sleep(Duration::from_millis(50));
    }
}
