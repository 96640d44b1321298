//! Places for stores on a MySQL or MariaDB server, each a database of its own. `LEDGERLINE_TEST_MYSQL` says where the server is;
//! `scripts/with-mariadb` starts one.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ledgerline::engine::Store;
use ledgerline::secret::Sealer;
use ledgerline::store::mysql::{MysqlAddress, MysqlDatabase, MysqlStore};
use mysql::prelude::Queryable;
use mysql::{Conn, OptsBuilder};
use tempfile::TempDir;

use crate::store::conformance::{Damage, Factory, Place};

/// The socket of the tests' server.
///
/// # Panics
/// Where there is none.
pub fn socket() -> PathBuf {
    let address = std::env::var("LEDGERLINE_TEST_MYSQL").expect("LEDGERLINE_TEST_MYSQL; scripts/with-mariadb sets it");
    let (_, socket) = address.split_once("socket=").expect("a socket");
    socket.into()
}

/// Makes places on the server.
pub struct Servers;

impl Factory for Servers {
    fn place(&self) -> Box<dyn Place> {
        Box::new(Server::new())
    }
}

struct Owned {
    name: String,
    /// Of this machine: where the witness is.
    folder: TempDir,
}

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = root().query_drop(format!("DROP DATABASE IF EXISTS {}", self.name));
    }
}

/// A connection that is no store's.
pub fn root() -> Conn {
    let options = OptsBuilder::new()
        .socket(Some(socket().display().to_string()))
        .user(Some("root"));
    Conn::new(options).expect("the server")
}

/// A database that goes with its last handle.
#[derive(Clone)]
pub struct Server(Arc<Owned>);

impl Server {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        root()
            .query_drop(format!("CREATE DATABASE {name} CHARACTER SET latin1"))
            .expect("a database");
        Self(Arc::new(Owned {
            name,
            folder: tempfile::tempdir().expect("a folder"),
        }))
    }

    /// The database.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The folder of this machine's witness.
    pub fn folder(&self) -> &Path {
        self.0.folder.path()
    }

    /// A connection to the database that is no store's.
    pub fn sql(&self) -> Conn {
        let mut connection = root();
        connection.select_db(&self.0.name).expect("the database");
        connection
    }

    /// The address over this socket, of a machine with this folder.
    pub fn address_over(&self, socket: &Path, folder: &Path) -> MysqlAddress {
        let text = format!(
            "mysql://root@localhost/{}?prefix=m2_&socket={}&witness={}",
            self.0.name,
            socket.display(),
            folder.display()
        );
        MysqlAddress::read(&text).expect("an address")
    }

    pub fn address(&self) -> MysqlAddress {
        self.address_over(&socket(), self.folder())
    }
}

impl Place for Server {
    fn open_with(&self, keys: &[&str]) -> Arc<dyn Store> {
        Arc::new(MysqlStore::new(
            MysqlDatabase::new(self.address()),
            Sealer::new(keys.iter().copied()),
        ))
    }

    fn copy(&self) -> Box<dyn FnOnce() + '_> {
        let file = self.folder().join("dump.sql");
        let client = |program: &str| {
            let mut command = Command::new(program);
            command
                .arg("--no-defaults")
                .arg(format!("--socket={}", socket().display()))
                .args(["--user=root", &self.0.name]);
            command
        };
        let run = |mut command: Command| {
            assert!(command.status().is_ok_and(|status| status.success()), "{command:?}");
        };
        let mut dump = client("mariadb-dump");
        dump.args(["--single-transaction", "--hex-blob"]);
        dump.stdout(Stdio::from(std::fs::File::create(&file).expect("a file")));
        run(dump);
        Box::new(move || {
            let mut restore = client("mariadb");
            restore.stdin(Stdio::from(std::fs::File::open(&file).expect("the dump")));
            run(restore);
        })
    }

    fn damage(&self, job: i64, damage: Damage) -> bool {
        let column = match damage {
            Damage::Snapshot => "packed = x'ff7bff'",
            Damage::Number => "number = x'31c328'",
            Damage::Entity => "entity = 'nobody'",
            Damage::Kind => "kind = 'sonnet'",
            Damage::State => "state = 'limbo'",
        };
        let mut sql = self.sql();
        sql.query_drop(format!("UPDATE m2_ledgerline_job SET {column} WHERE id = {job}"))
            .expect("a change");
        assert_eq!(sql.affected_rows(), 1, "{damage:?}");
        true
    }
}
