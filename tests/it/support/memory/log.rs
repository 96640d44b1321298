//! Rows of the log with what was exchanged, named positions, and the witness.

use ledgerline::message::Message;
use ledgerline::queue::{Entity, Exchange, LogLine, Witness};
use ledgerline::store::rows::{CursorRows, LogRow, LogRows, WitnessRows};
use ledgerline::store_error::StoreError;

use super::{MemoryRows, lock};

#[derive(Clone, Default)]
pub(super) struct Entry {
    pub(super) at_ms: i64,
    pub(super) connection: String,
    /// Entity, kind, id and number of the record; empty when it is about none.
    pub(super) of: [String; 4],
    pub(super) job: Option<(i64, u32)>,
    pub(super) store_id: String,
    pub(super) line: LogLine,
}

impl Entry {
    fn is_of(&self, entity: Entity, entity_id: &str) -> bool {
        self.of[0] == entity.as_str() && self.of[2] == entity_id
    }
}

impl LogRows for MemoryRows<'_> {
    fn add_lines(&mut self, lines: &[LogRow<'_>]) -> Result<(), StoreError> {
        for row in lines {
            let id = self.tables.next("log");
            let of = row
                .of
                .map(|(entity, kind, id, number)| [entity.as_str(), kind.as_str(), id, number].map(str::to_owned));
            if let Some((sent, answered)) = row.exchange {
                let exchange = Exchange {
                    sent: sent.to_owned(),
                    answered: answered.to_owned(),
                };
                self.tables.exchanges.put(id, (row.at_ms, exchange));
            }
            let line = Entry {
                at_ms: row.at_ms,
                connection: row.connection.to_owned(),
                of: of.unwrap_or_default(),
                job: row.job,
                store_id: row.store_id.to_owned(),
                line: LogLine {
                    exchange: None,
                    ..row.line.clone()
                },
            };
            self.tables.log.put(id, line);
        }
        Ok(())
    }

    fn remove_lines(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        Ok(self.tables.log.remove_where(|_, line| line.at_ms < before_ms))
    }

    fn blank_lines(
        &mut self,
        entity: Entity,
        entity_id: &str,
        message: &Message,
        unnamed: bool,
    ) -> Result<u64, StoreError> {
        let said = message.to_string();
        let lines = self
            .tables
            .log
            .keys_where(|_, line| line.is_of(entity, entity_id) && line.line.message.to_string() != said);
        for id in &lines {
            self.tables.log.change(id, |line| {
                line.line.message = message.clone();
                if unnamed {
                    line.of[3].clear();
                }
            });
        }
        Ok(lines.len() as u64)
    }

    fn exchange(&self, line: i64) -> Result<Option<Exchange>, StoreError> {
        Ok(self.tables.exchanges.get(&line).map(|(_, exchange)| exchange.clone()))
    }

    fn remove_exchanges_of(&mut self, entity: Entity, entity_id: &str) -> Result<(), StoreError> {
        for id in self.tables.log.keys_where(|_, line| line.is_of(entity, entity_id)) {
            self.tables.exchanges.remove(&id);
        }
        Ok(())
    }

    fn remove_exchanges(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        Ok(self.tables.exchanges.remove_where(|_, (at_ms, _)| *at_ms < before_ms))
    }
}

impl CursorRows for MemoryRows<'_> {
    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.tables.cursors.get(&name.to_owned()).cloned())
    }

    fn set_cursor(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.tables.cursors.put(name.to_owned(), value.to_owned());
        Ok(())
    }
}

impl WitnessRows for MemoryRows<'_> {
    fn attest(&mut self, say: &mut dyn FnMut(Option<&Witness>, &str) -> Option<Witness>) -> Result<(), StoreError> {
        let mut outside = lock(self.outside);
        let place = format!("memory, put back {} times", outside.put_back);
        if let Some(witness) = say(outside.witness.as_ref(), &place) {
            outside.witness = Some(witness);
        }
        Ok(())
    }
}
