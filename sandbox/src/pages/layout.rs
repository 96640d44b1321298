//! The look of all pages, and how text becomes HTML.

/// Text, safe between tags and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A whole page.
pub(crate) fn page(title: &str, body: &str, refresh: bool) -> String {
    let refresh = if refresh {
        "<meta http-equiv=\"refresh\" content=\"5\">"
    } else {
        ""
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\">{refresh}<title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>",
        escape(title)
    )
}

const STYLE: &str = "\
:root{--ink:#1d2733;--soft:#5b6b7d;--line:#dfe5ec;--paper:#fff;--ground:#f4f6f9;--blue:#0f6fc6;--good:#1d7f4e;--warn:#a35a00;--bad:#b3261e}\
@media(prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#9aa9ba;--line:#2c3743;--paper:#18202a;--ground:#10161d;--blue:#5cb0ff;--good:#5fd39a;--warn:#f0b35c;--bad:#ff8a80}}\
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\
header{background:var(--paper);border-bottom:1px solid var(--line)}header>div,main{max-width:1440px;margin:0 auto;padding:1rem 1.25rem}\
header>div{display:flex;gap:1rem;align-items:center;flex-wrap:wrap}header b{font-size:1.05rem}header .note{color:var(--soft);font-size:.85rem}\
nav{margin-left:auto;display:flex;gap:.5rem;flex-wrap:wrap}nav a{padding:.25rem .7rem;border:1px solid var(--line);border-radius:99px;text-decoration:none;color:var(--ink)}\
nav a.on{background:var(--blue);border-color:var(--blue);color:#fff}a{color:var(--blue)}h1{font-size:1.4rem;margin:.4rem 0 1rem}h2{font-size:1.05rem;margin:1.8rem 0 .5rem}\
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:.75rem}.tile{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:.7rem .9rem}\
.tile b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:.85rem}\
.box{background:var(--paper);border:1px solid var(--line);border-radius:10px;overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}\
th,td{text-align:left;padding:.45rem .8rem;border-bottom:1px solid var(--line);white-space:nowrap}td.wide{white-space:normal;overflow-wrap:anywhere;min-width:11rem}.bad{background:var(--paper);border:1px solid var(--bad);color:var(--bad);border-radius:10px;padding:.7rem .9rem}tr:last-child td{border-bottom:0}\
th{color:var(--soft);font-weight:600;font-size:.82rem}.n{text-align:right;font-variant-numeric:tabular-nums}tfoot td{font-weight:600}.none{padding:1rem;color:var(--soft)}\
.s{font-size:.78rem;font-weight:600;border-radius:5px;padding:.1rem .4rem;border:1px solid currentColor}.PAID{color:var(--good)}.AUTHORISED{color:var(--blue)}\
.DRAFT,.SUBMITTED{color:var(--warn)}.VOIDED,.DELETED,.ARCHIVED{color:var(--bad)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;margin:0;padding:1rem}\
dt{color:var(--soft)}dd{margin:0}.consent{max-width:27rem;margin:6vh auto;padding:1.75rem}.consent h1{margin-top:0}.consent ul{padding-left:1.1rem}\
.consent label{display:flex;gap:.6rem;align-items:center;border:1px solid var(--line);border-radius:8px;padding:.6rem .8rem;margin:.4rem 0;cursor:pointer}\
.consent label:has(:checked){border-color:var(--blue)}button{font:inherit;font-weight:600;border-radius:8px;border:1px solid var(--line);padding:.6rem 1rem;background:var(--paper);color:var(--ink);cursor:pointer}\
button.main{background:var(--blue);border-color:var(--blue);color:#fff;flex:1}.buttons{display:flex;gap:.6rem;margin-top:1.2rem}code{background:var(--ground);padding:.1rem .3rem;border-radius:4px;word-break:break-all}";
