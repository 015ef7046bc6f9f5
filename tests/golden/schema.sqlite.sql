CREATE TABLE IF NOT EXISTS org (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL DEFAULT '' CHECK (typeof(code) = 'text'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  uuid TEXT NOT NULL DEFAULT '' CHECK (typeof(uuid) = 'text'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text')
);
CREATE UNIQUE INDEX IF NOT EXISTS org_code ON org (code);
CREATE TABLE IF NOT EXISTS counter (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  value INTEGER NOT NULL DEFAULT 0 CHECK (typeof(value) = 'integer'),
  PRIMARY KEY (org, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  from_type TEXT NOT NULL DEFAULT '' CHECK (typeof(from_type) = 'text'),
  from_id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(from_id) = 'integer'),
  field TEXT NOT NULL DEFAULT '' CHECK (typeof(field) = 'text'),
  to_type TEXT NOT NULL DEFAULT '' CHECK (typeof(to_type) = 'text'),
  to_id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(to_id) = 'integer'),
  PRIMARY KEY (org, from_type, from_id, field, to_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_back ON link (org, to_type, to_id);
CREATE TABLE IF NOT EXISTS revision (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  type TEXT NOT NULL DEFAULT '' CHECK (typeof(type) = 'text'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  at TEXT NOT NULL DEFAULT '' CHECK (typeof(at) = 'text'),
  actor TEXT NOT NULL DEFAULT '' CHECK (typeof(actor) = 'text'),
  op TEXT NOT NULL DEFAULT '' CHECK (typeof(op) = 'text'),
  request TEXT NOT NULL DEFAULT '' CHECK (typeof(request) = 'text'),
  reason TEXT CHECK (typeof(reason) IN ('null', 'text')),
  doc TEXT NOT NULL DEFAULT '' CHECK (typeof(doc) = 'text'),
  seed BLOB CHECK (typeof(seed) IN ('null', 'blob')),
  kept TEXT CHECK (typeof(kept) IN ('null', 'text')),
  epoch INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer'),
  leaf INTEGER NOT NULL DEFAULT 0 CHECK (typeof(leaf) = 'integer'),
  PRIMARY KEY (org, type, id, rev)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS revision_leaf ON revision (org, epoch, leaf);
CREATE TABLE IF NOT EXISTS actor (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  pseudonym TEXT NOT NULL DEFAULT '' CHECK (typeof(pseudonym) = 'text'),
  subject TEXT CHECK (typeof(subject) IN ('null', 'text')),
  label TEXT CHECK (typeof(label) IN ('null', 'text')),
  seed BLOB CHECK (typeof(seed) IN ('null', 'blob')),
  epoch INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer'),
  leaf INTEGER NOT NULL DEFAULT 0 CHECK (typeof(leaf) = 'integer'),
  PRIMARY KEY (org, pseudonym)
);
CREATE UNIQUE INDEX IF NOT EXISTS actor_subject ON actor (org, subject);
CREATE TABLE IF NOT EXISTS idempotency (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  actor TEXT NOT NULL DEFAULT '' CHECK (typeof(actor) = 'text'),
  key TEXT NOT NULL DEFAULT '' CHECK (typeof(key) = 'text'),
  request TEXT NOT NULL DEFAULT '' CHECK (typeof(request) = 'text'),
  code TEXT NOT NULL DEFAULT '' CHECK (typeof(code) = 'text'),
  at TEXT NOT NULL DEFAULT '' CHECK (typeof(at) = 'text'),
  PRIMARY KEY (org, actor, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS import_stage (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id TEXT NOT NULL DEFAULT '' CHECK (typeof(id) = 'text'),
  actor TEXT NOT NULL DEFAULT '' CHECK (typeof(actor) = 'text'),
  type TEXT NOT NULL DEFAULT '' CHECK (typeof(type) = 'text'),
  at TEXT NOT NULL DEFAULT '' CHECK (typeof(at) = 'text'),
  plain TEXT NOT NULL DEFAULT '' CHECK (typeof(plain) = 'text'),
  PRIMARY KEY (org, id)
);
CREATE TABLE IF NOT EXISTS search_doc (
  rowid INTEGER PRIMARY KEY,
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  type TEXT NOT NULL DEFAULT '' CHECK (typeof(type) = 'text'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  scope TEXT NOT NULL DEFAULT '' CHECK (typeof(scope) = 'text'),
  title TEXT NOT NULL DEFAULT '' CHECK (typeof(title) = 'text'),
  body TEXT NOT NULL DEFAULT '' CHECK (typeof(body) = 'text')
);
CREATE UNIQUE INDEX IF NOT EXISTS search_doc_record ON search_doc (org, type, id);
CREATE TABLE IF NOT EXISTS ledger_head (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  epoch INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer'),
  origin TEXT NOT NULL DEFAULT '' CHECK (typeof(origin) = 'text'),
  size INTEGER NOT NULL DEFAULT 0 CHECK (typeof(size) = 'integer'),
  tree BLOB NOT NULL DEFAULT x'' CHECK (typeof(tree) = 'blob'),
  last_us INTEGER NOT NULL DEFAULT 0 CHECK (typeof(last_us) = 'integer'),
  reason TEXT CHECK (typeof(reason) IN ('null', 'text')),
  before_note TEXT CHECK (typeof(before_note) IN ('null', 'text')),
  seed BLOB CHECK (typeof(seed) IN ('null', 'blob')),
  PRIMARY KEY (org, epoch)
);
CREATE UNIQUE INDEX IF NOT EXISTS ledger_head_origin ON ledger_head (origin);
CREATE TABLE IF NOT EXISTS ledger_leaf (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  epoch INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer'),
  idx INTEGER NOT NULL DEFAULT 0 CHECK (typeof(idx) = 'integer'),
  body TEXT NOT NULL DEFAULT '' CHECK (typeof(body) = 'text'),
  PRIMARY KEY (org, epoch, idx)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf BEGIN SELECT RAISE(ABORT, 'ledger_leaf is append-only'); END;
CREATE TRIGGER IF NOT EXISTS ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf BEGIN SELECT RAISE(ABORT, 'ledger_leaf is append-only'); END;
CREATE TABLE IF NOT EXISTS ledger_checkpoint (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  epoch INTEGER NOT NULL DEFAULT 0 CHECK (typeof(epoch) = 'integer'),
  size INTEGER NOT NULL DEFAULT 0 CHECK (typeof(size) = 'integer'),
  at TEXT NOT NULL DEFAULT '' CHECK (typeof(at) = 'text'),
  note TEXT NOT NULL DEFAULT '' CHECK (typeof(note) = 'text'),
  PRIMARY KEY (org, epoch, size)
);
CREATE TRIGGER IF NOT EXISTS ledger_checkpoint_no_update BEFORE UPDATE ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'ledger_checkpoint is append-only'); END;
CREATE TRIGGER IF NOT EXISTS ledger_checkpoint_no_delete BEFORE DELETE ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'ledger_checkpoint is append-only'); END;
CREATE TABLE IF NOT EXISTS file (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  digest TEXT NOT NULL DEFAULT '' CHECK (typeof(digest) = 'text'),
  size INTEGER NOT NULL DEFAULT 0 CHECK (typeof(size) = 'integer'),
  type TEXT NOT NULL DEFAULT '' CHECK (typeof(type) = 'text'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  key BLOB CHECK (typeof(key) IN ('null', 'blob')),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  actor TEXT NOT NULL DEFAULT '' CHECK (typeof(actor) = 'text'),
  PRIMARY KEY (org, digest)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file_holder (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  digest TEXT NOT NULL DEFAULT '' CHECK (typeof(digest) = 'text'),
  actor TEXT NOT NULL DEFAULT '' CHECK (typeof(actor) = 'text'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  at TEXT NOT NULL DEFAULT '' CHECK (typeof(at) = 'text'),
  PRIMARY KEY (org, digest, actor)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file_use (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  digest TEXT NOT NULL DEFAULT '' CHECK (typeof(digest) = 'text'),
  type TEXT NOT NULL DEFAULT '' CHECK (typeof(type) = 'text'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  PRIMARY KEY (org, digest, type, id, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL DEFAULT '' CHECK (typeof(email) = 'text'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  password TEXT CHECK (typeof(password) IN ('null', 'text')),
  password_at TEXT CHECK (typeof(password_at) IN ('null', 'text')),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  disabled BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(disabled) = 'integer')
);
CREATE UNIQUE INDEX IF NOT EXISTS account_email ON account (email);
CREATE TABLE IF NOT EXISTS session (
  token TEXT NOT NULL DEFAULT '' CHECK (typeof(token) = 'text'),
  account INTEGER NOT NULL DEFAULT 0 CHECK (typeof(account) = 'integer'),
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  csrf TEXT NOT NULL DEFAULT '' CHECK (typeof(csrf) = 'text'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  seen_at TEXT NOT NULL DEFAULT '' CHECK (typeof(seen_at) = 'text'),
  expires_at TEXT NOT NULL DEFAULT '' CHECK (typeof(expires_at) = 'text'),
  peer TEXT NOT NULL DEFAULT '' CHECK (typeof(peer) = 'text'),
  agent TEXT NOT NULL DEFAULT '' CHECK (typeof(agent) = 'text'),
  PRIMARY KEY (token)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_account ON session (account);
CREATE TABLE IF NOT EXISTS invite (
  token TEXT NOT NULL DEFAULT '' CHECK (typeof(token) = 'text'),
  account INTEGER NOT NULL DEFAULT 0 CHECK (typeof(account) = 'integer'),
  expires_at TEXT NOT NULL DEFAULT '' CHECK (typeof(expires_at) = 'text'),
  PRIMARY KEY (token)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS invite_account ON invite (account);
CREATE TABLE IF NOT EXISTS api_token (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL DEFAULT '' CHECK (typeof(token) = 'text'),
  account INTEGER NOT NULL DEFAULT 0 CHECK (typeof(account) = 'integer'),
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  name TEXT NOT NULL DEFAULT '' CHECK (typeof(name) = 'text'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  expires_at TEXT NOT NULL DEFAULT '' CHECK (typeof(expires_at) = 'text'),
  read_only BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(read_only) = 'integer')
);
CREATE UNIQUE INDEX IF NOT EXISTS api_token_token ON api_token (token);
CREATE TABLE IF NOT EXISTS acknowledgement (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  version_id INTEGER CHECK (typeof(version_id) IN ('null', 'integer')),
  document_id INTEGER CHECK (typeof(document_id) IN ('null', 'integer')),
  edition INTEGER CHECK (typeof(edition) IN ('null', 'integer')),
  person_id INTEGER CHECK (typeof(person_id) IN ('null', 'integer')),
  asked_on TEXT CHECK (typeof(asked_on) IN ('null', 'text')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  acknowledged_on TEXT CHECK (typeof(acknowledged_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS acknowledgement_version ON acknowledgement (org, version_id);
CREATE INDEX IF NOT EXISTS acknowledgement_document ON acknowledgement (org, document_id);
CREATE INDEX IF NOT EXISTS acknowledgement_person ON acknowledgement (org, person_id);
CREATE INDEX IF NOT EXISTS acknowledgement_due ON acknowledgement (org, due);
CREATE TABLE IF NOT EXISTS approval (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  subject TEXT CHECK (typeof(subject) IN ('null', 'text')),
  purpose TEXT CHECK (typeof(purpose) IN ('null', 'text')),
  approver_id INTEGER CHECK (typeof(approver_id) IN ('null', 'integer')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  subject_rev INTEGER CHECK (typeof(subject_rev) IN ('null', 'integer')),
  digest TEXT CHECK (typeof(digest) IN ('null', 'text')),
  comment TEXT CHECK (typeof(comment) IN ('null', 'text')),
  decided_on TEXT CHECK (typeof(decided_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS approval_approver ON approval (org, approver_id);
CREATE INDEX IF NOT EXISTS approval_due ON approval (org, due);
CREATE TABLE IF NOT EXISTS asset (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  type TEXT CHECK (typeof(type) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  unit_id INTEGER CHECK (typeof(unit_id) IN ('null', 'integer')),
  location TEXT CHECK (typeof(location) IN ('null', 'text')),
  description TEXT CHECK (typeof(description) IN ('null', 'text')),
  confidentiality INTEGER CHECK (typeof(confidentiality) IN ('null', 'integer')),
  integrity INTEGER CHECK (typeof(integrity) IN ('null', 'integer')),
  availability INTEGER CHECK (typeof(availability) IN ('null', 'integer')),
  classification TEXT CHECK (typeof(classification) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  tags TEXT CHECK (typeof(tags) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS asset_name ON asset (org, name);
CREATE INDEX IF NOT EXISTS asset_owner ON asset (org, owner_id);
CREATE INDEX IF NOT EXISTS asset_unit ON asset (org, unit_id);
CREATE TABLE IF NOT EXISTS change_plan (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  about TEXT CHECK (typeof(about) IN ('null', 'text')),
  purpose TEXT CHECK (typeof(purpose) IN ('null', 'text')),
  consequences TEXT CHECK (typeof(consequences) IN ('null', 'text')),
  integrity TEXT CHECK (typeof(integrity) IN ('null', 'text')),
  resources TEXT CHECK (typeof(resources) IN ('null', 'text')),
  responsibilities TEXT CHECK (typeof(responsibilities) IN ('null', 'text')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  result TEXT CHECK (typeof(result) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS change_plan_owner ON change_plan (org, owner_id);
CREATE INDEX IF NOT EXISTS change_plan_due ON change_plan (org, due);
CREATE TABLE IF NOT EXISTS climate_answer (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  relevant TEXT CHECK (typeof(relevant) IN ('null', 'text')),
  reasoning TEXT CHECK (typeof(reasoning) IN ('null', 'text')),
  parties_ask TEXT CHECK (typeof(parties_ask) IN ('null', 'text')),
  answered_by_id INTEGER CHECK (typeof(answered_by_id) IN ('null', 'integer')),
  answered_on TEXT CHECK (typeof(answered_on) IN ('null', 'text')),
  review_due TEXT CHECK (typeof(review_due) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS climate_answer_answered_by ON climate_answer (org, answered_by_id);
CREATE INDEX IF NOT EXISTS climate_answer_review_due ON climate_answer (org, review_due);
CREATE TABLE IF NOT EXISTS comment (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  excerpt TEXT CHECK (typeof(excerpt) IN ('null', 'text')),
  subject TEXT CHECK (typeof(subject) IN ('null', 'text')),
  body TEXT CHECK (typeof(body) IN ('null', 'text')),
  author_id INTEGER CHECK (typeof(author_id) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS comment_subject ON comment (org, subject);
CREATE INDEX IF NOT EXISTS comment_author ON comment (org, author_id);
CREATE TABLE IF NOT EXISTS context_issue (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  side TEXT CHECK (typeof(side) IN ('null', 'text')),
  lens TEXT CHECK (typeof(lens) IN ('null', 'text')),
  climate BOOLEAN CHECK (typeof(climate) IN ('null', 'integer')),
  relevance TEXT CHECK (typeof(relevance) IN ('null', 'text')),
  effect TEXT CHECK (typeof(effect) IN ('null', 'text')),
  brings TEXT CHECK (typeof(brings) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  review_due TEXT CHECK (typeof(review_due) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS context_issue_owner ON context_issue (org, owner_id);
CREATE INDEX IF NOT EXISTS context_issue_review_due ON context_issue (org, review_due);
CREATE TABLE IF NOT EXISTS control (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  ref TEXT CHECK (typeof(ref) IN ('null', 'text')),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  framework_id INTEGER CHECK (typeof(framework_id) IN ('null', 'integer')),
  theme TEXT CHECK (typeof(theme) IN ('null', 'text')),
  text TEXT CHECK (typeof(text) IN ('null', 'text')),
  control_type TEXT CHECK (typeof(control_type) IN ('null', 'text')),
  properties TEXT CHECK (typeof(properties) IN ('null', 'text')),
  concepts TEXT CHECK (typeof(concepts) IN ('null', 'text')),
  capabilities TEXT CHECK (typeof(capabilities) IN ('null', 'text')),
  domains TEXT CHECK (typeof(domains) IN ('null', 'text')),
  is_new BOOLEAN CHECK (typeof(is_new) IN ('null', 'integer')),
  own_note TEXT CHECK (typeof(own_note) IN ('null', 'text')),
  sort_key TEXT CHECK (typeof(sort_key) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS control_ref ON control (org, ref);
CREATE INDEX IF NOT EXISTS control_framework ON control (org, framework_id);
CREATE INDEX IF NOT EXISTS control_sort_key ON control (org, sort_key);
CREATE TABLE IF NOT EXISTS document (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  number TEXT CHECK (typeof(number) IN ('null', 'text')),
  published_on TEXT CHECK (typeof(published_on) IN ('null', 'text')),
  next_review TEXT CHECK (typeof(next_review) IN ('null', 'text')),
  classification TEXT CHECK (typeof(classification) IN ('null', 'text')),
  tlp TEXT CHECK (typeof(tlp) IN ('null', 'text')),
  language TEXT CHECK (typeof(language) IN ('null', 'text')),
  kit TEXT CHECK (typeof(kit) IN ('null', 'text')),
  quorum INTEGER CHECK (typeof(quorum) IN ('null', 'integer')),
  valid_from TEXT CHECK (typeof(valid_from) IN ('null', 'text')),
  audience TEXT CHECK (typeof(audience) IN ('null', 'text')),
  acknowledge BOOLEAN CHECK (typeof(acknowledge) IN ('null', 'integer')),
  acknowledge_days INTEGER CHECK (typeof(acknowledge_days) IN ('null', 'integer')),
  review_months INTEGER CHECK (typeof(review_months) IN ('null', 'integer')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  in_force_id INTEGER CHECK (typeof(in_force_id) IN ('null', 'integer')),
  files TEXT CHECK (typeof(files) IN ('null', 'text')),
  body TEXT CHECK (typeof(body) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_owner ON document (org, owner_id);
CREATE INDEX IF NOT EXISTS document_published_on ON document (org, published_on);
CREATE INDEX IF NOT EXISTS document_next_review ON document (org, next_review);
CREATE INDEX IF NOT EXISTS document_in_force ON document (org, in_force_id);
CREATE TABLE IF NOT EXISTS document_version (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  number TEXT CHECK (typeof(number) IN ('null', 'text')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  published_on TEXT CHECK (typeof(published_on) IN ('null', 'text')),
  valid_from TEXT CHECK (typeof(valid_from) IN ('null', 'text')),
  next_review TEXT CHECK (typeof(next_review) IN ('null', 'text')),
  classification TEXT CHECK (typeof(classification) IN ('null', 'text')),
  tlp TEXT CHECK (typeof(tlp) IN ('null', 'text')),
  language TEXT CHECK (typeof(language) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  document_id INTEGER CHECK (typeof(document_id) IN ('null', 'integer')),
  approved_on TEXT CHECK (typeof(approved_on) IN ('null', 'text')),
  approved_digest TEXT CHECK (typeof(approved_digest) IN ('null', 'text')),
  digest TEXT CHECK (typeof(digest) IN ('null', 'text')),
  audience TEXT CHECK (typeof(audience) IN ('null', 'text')),
  files TEXT CHECK (typeof(files) IN ('null', 'text')),
  edition INTEGER CHECK (typeof(edition) IN ('null', 'integer')),
  part INTEGER CHECK (typeof(part) IN ('null', 'integer')),
  figures TEXT CHECK (typeof(figures) IN ('null', 'text')),
  body TEXT CHECK (typeof(body) IN ('null', 'text')),
  source_text TEXT CHECK (typeof(source_text) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_version_owner ON document_version (org, owner_id);
CREATE INDEX IF NOT EXISTS document_version_published_on ON document_version (org, published_on);
CREATE INDEX IF NOT EXISTS document_version_document ON document_version (org, document_id);
CREATE TABLE IF NOT EXISTS evidence (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  files TEXT CHECK (typeof(files) IN ('null', 'text')),
  link TEXT CHECK (typeof(link) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  source TEXT CHECK (typeof(source) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  classification TEXT CHECK (typeof(classification) IN ('null', 'text')),
  collected_on TEXT CHECK (typeof(collected_on) IN ('null', 'text')),
  valid_days INTEGER CHECK (typeof(valid_days) IN ('null', 'integer')),
  valid_until TEXT CHECK (typeof(valid_until) IN ('null', 'text')),
  good_until TEXT CHECK (typeof(good_until) IN ('null', 'text')),
  period_from TEXT CHECK (typeof(period_from) IN ('null', 'text')),
  period_to TEXT CHECK (typeof(period_to) IN ('null', 'text')),
  population TEXT CHECK (typeof(population) IN ('null', 'text')),
  population_size INTEGER CHECK (typeof(population_size) IN ('null', 'integer')),
  sample_size INTEGER CHECK (typeof(sample_size) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS evidence_owner ON evidence (org, owner_id);
CREATE INDEX IF NOT EXISTS evidence_collected_on ON evidence (org, collected_on);
CREATE INDEX IF NOT EXISTS evidence_good_until ON evidence (org, good_until);
CREATE TABLE IF NOT EXISTS exclusion_condition (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  control_id INTEGER CHECK (typeof(control_id) IN ('null', 'integer')),
  records TEXT CHECK (typeof(records) IN ('null', 'text')),
  query TEXT CHECK (typeof(query) IN ('null', 'text')),
  why TEXT CHECK (typeof(why) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS exclusion_condition_control ON exclusion_condition (org, control_id);
CREATE TABLE IF NOT EXISTS framework (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  ref TEXT CHECK (typeof(ref) IN ('null', 'text')),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  edition TEXT CHECK (typeof(edition) IN ('null', 'text')),
  publisher TEXT CHECK (typeof(publisher) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  content_version TEXT CHECK (typeof(content_version) IN ('null', 'text')),
  in_soa BOOLEAN CHECK (typeof(in_soa) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS framework_ref ON framework (org, ref);
CREATE TABLE IF NOT EXISTS gap_analysis (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  framework_id INTEGER CHECK (typeof(framework_id) IN ('null', 'integer')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  depth TEXT CHECK (typeof(depth) IN ('null', 'text')),
  scope TEXT CHECK (typeof(scope) IN ('null', 'text')),
  target_status TEXT CHECK (typeof(target_status) IN ('null', 'text')),
  target_maturity INTEGER CHECK (typeof(target_maturity) IN ('null', 'integer')),
  started_on TEXT CHECK (typeof(started_on) IN ('null', 'text')),
  finished_on TEXT CHECK (typeof(finished_on) IN ('null', 'text')),
  baseline_on TEXT CHECK (typeof(baseline_on) IN ('null', 'text')),
  baseline_id INTEGER CHECK (typeof(baseline_id) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gap_analysis_framework ON gap_analysis (org, framework_id);
CREATE INDEX IF NOT EXISTS gap_analysis_owner ON gap_analysis (org, owner_id);
CREATE INDEX IF NOT EXISTS gap_analysis_baseline ON gap_analysis (org, baseline_id);
CREATE TABLE IF NOT EXISTS gap_inference (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  analysis_id INTEGER CHECK (typeof(analysis_id) IN ('null', 'integer')),
  source TEXT CHECK (typeof(source) IN ('null', 'text')),
  from_id INTEGER CHECK (typeof(from_id) IN ('null', 'integer')),
  applied INTEGER CHECK (typeof(applied) IN ('null', 'integer')),
  kept INTEGER CHECK (typeof(kept) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gap_inference_analysis ON gap_inference (org, analysis_id);
CREATE INDEX IF NOT EXISTS gap_inference_from ON gap_inference (org, from_id);
CREATE TABLE IF NOT EXISTS gap_row (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  analysis_id INTEGER CHECK (typeof(analysis_id) IN ('null', 'integer')),
  requirement TEXT CHECK (typeof(requirement) IN ('null', 'text')),
  status TEXT CHECK (typeof(status) IN ('null', 'text')),
  maturity INTEGER CHECK (typeof(maturity) IN ('null', 'integer')),
  target_status TEXT CHECK (typeof(target_status) IN ('null', 'text')),
  target INTEGER CHECK (typeof(target) IN ('null', 'integer')),
  gap INTEGER CHECK (typeof(gap) IN ('null', 'integer')),
  justification TEXT CHECK (typeof(justification) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  evidence TEXT CHECK (typeof(evidence) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  ref TEXT CHECK (typeof(ref) IN ('null', 'text')),
  section TEXT CHECK (typeof(section) IN ('null', 'text')),
  inference_id INTEGER CHECK (typeof(inference_id) IN ('null', 'integer')),
  provenance TEXT CHECK (typeof(provenance) IN ('null', 'text')),
  judged_at TEXT CHECK (typeof(judged_at) IN ('null', 'text')),
  sort_key TEXT CHECK (typeof(sort_key) IN ('null', 'text')),
  mark TEXT CHECK (typeof(mark) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gap_row_analysis ON gap_row (org, analysis_id);
CREATE INDEX IF NOT EXISTS gap_row_gap ON gap_row (org, gap);
CREATE INDEX IF NOT EXISTS gap_row_owner ON gap_row (org, owner_id);
CREATE INDEX IF NOT EXISTS gap_row_inference ON gap_row (org, inference_id);
CREATE INDEX IF NOT EXISTS gap_row_sort_key ON gap_row (org, sort_key);
CREATE INDEX IF NOT EXISTS gap_row_mark ON gap_row (org, mark);
CREATE TABLE IF NOT EXISTS interested_party (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  side TEXT CHECK (typeof(side) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  how_to_learn TEXT CHECK (typeof(how_to_learn) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  review_due TEXT CHECK (typeof(review_due) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS interested_party_name ON interested_party (org, name);
CREATE INDEX IF NOT EXISTS interested_party_owner ON interested_party (org, owner_id);
CREATE INDEX IF NOT EXISTS interested_party_review_due ON interested_party (org, review_due);
CREATE TABLE IF NOT EXISTS isms_role (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  ref TEXT CHECK (typeof(ref) IN ('null', 'text')),
  deputy_id INTEGER CHECK (typeof(deputy_id) IN ('null', 'integer')),
  responsibilities TEXT CHECK (typeof(responsibilities) IN ('null', 'text')),
  authority TEXT CHECK (typeof(authority) IN ('null', 'text')),
  appointed_by_id INTEGER CHECK (typeof(appointed_by_id) IN ('null', 'integer')),
  appointment TEXT CHECK (typeof(appointment) IN ('null', 'text')),
  appointed_on TEXT CHECK (typeof(appointed_on) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS isms_role_name ON isms_role (org, name);
CREATE INDEX IF NOT EXISTS isms_role_ref ON isms_role (org, ref);
CREATE INDEX IF NOT EXISTS isms_role_deputy ON isms_role (org, deputy_id);
CREATE INDEX IF NOT EXISTS isms_role_appointed_by ON isms_role (org, appointed_by_id);
CREATE TABLE IF NOT EXISTS measure (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  description TEXT CHECK (typeof(description) IN ('null', 'text')),
  procedure TEXT CHECK (typeof(procedure) IN ('null', 'text')),
  maturity INTEGER CHECK (typeof(maturity) IN ('null', 'integer')),
  provider TEXT CHECK (typeof(provider) IN ('null', 'text')),
  evidence TEXT CHECK (typeof(evidence) IN ('null', 'text')),
  pieces INTEGER CHECK (typeof(pieces) IN ('null', 'integer')),
  effectiveness INTEGER CHECK (typeof(effectiveness) IN ('null', 'integer')),
  test_result TEXT CHECK (typeof(test_result) IN ('null', 'text')),
  tested_on TEXT CHECK (typeof(tested_on) IN ('null', 'text')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  recurrence TEXT CHECK (typeof(recurrence) IN ('null', 'text')),
  starts_on TEXT CHECK (typeof(starts_on) IN ('null', 'text')),
  next_on TEXT CHECK (typeof(next_on) IN ('null', 'text')),
  cost_once INTEGER CHECK (typeof(cost_once) IN ('null', 'integer')),
  cost_yearly INTEGER CHECK (typeof(cost_yearly) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS measure_owner ON measure (org, owner_id);
CREATE INDEX IF NOT EXISTS measure_next_on ON measure (org, next_on);
CREATE TABLE IF NOT EXISTS measure_test (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  measure_id INTEGER CHECK (typeof(measure_id) IN ('null', 'integer')),
  method TEXT CHECK (typeof(method) IN ('null', 'text')),
  planned_on TEXT CHECK (typeof(planned_on) IN ('null', 'text')),
  tester_id INTEGER CHECK (typeof(tester_id) IN ('null', 'integer')),
  performed_on TEXT CHECK (typeof(performed_on) IN ('null', 'text')),
  result TEXT CHECK (typeof(result) IN ('null', 'text')),
  sample TEXT CHECK (typeof(sample) IN ('null', 'text')),
  finding TEXT CHECK (typeof(finding) IN ('null', 'text')),
  evidence TEXT CHECK (typeof(evidence) IN ('null', 'text')),
  files TEXT CHECK (typeof(files) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS measure_test_measure ON measure_test (org, measure_id);
CREATE INDEX IF NOT EXISTS measure_test_planned_on ON measure_test (org, planned_on);
CREATE INDEX IF NOT EXISTS measure_test_tester ON measure_test (org, tester_id);
CREATE TABLE IF NOT EXISTS member (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  email TEXT CHECK (typeof(email) IN ('null', 'text')),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  person_id INTEGER CHECK (typeof(person_id) IN ('null', 'integer')),
  until TEXT CHECK (typeof(until) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS member_email ON member (org, email);
CREATE INDEX IF NOT EXISTS member_person ON member (org, person_id);
CREATE TABLE IF NOT EXISTS objective (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  why TEXT CHECK (typeof(why) IN ('null', 'text')),
  measure TEXT CHECK (typeof(measure) IN ('null', 'text')),
  unit TEXT CHECK (typeof(unit) IN ('null', 'text')),
  direction TEXT CHECK (typeof(direction) IN ('null', 'text')),
  start INTEGER CHECK (typeof(start) IN ('null', 'integer')),
  target INTEGER CHECK (typeof(target) IN ('null', 'integer')),
  current INTEGER CHECK (typeof(current) IN ('null', 'integer')),
  measured_on TEXT CHECK (typeof(measured_on) IN ('null', 'text')),
  plan TEXT CHECK (typeof(plan) IN ('null', 'text')),
  resources TEXT CHECK (typeof(resources) IN ('null', 'text')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  evaluated TEXT CHECK (typeof(evaluated) IN ('null', 'text')),
  result TEXT CHECK (typeof(result) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS objective_owner ON objective (org, owner_id);
CREATE INDEX IF NOT EXISTS objective_due ON objective (org, due);
CREATE TABLE IF NOT EXISTS objective_entry (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  objective_id INTEGER CHECK (typeof(objective_id) IN ('null', 'integer')),
  held_on TEXT CHECK (typeof(held_on) IN ('null', 'text')),
  value INTEGER CHECK (typeof(value) IN ('null', 'integer')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS objective_entry_objective ON objective_entry (org, objective_id);
CREATE INDEX IF NOT EXISTS objective_entry_held_on ON objective_entry (org, held_on);
CREATE TABLE IF NOT EXISTS obligation (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  party TEXT CHECK (typeof(party) IN ('null', 'text')),
  interested_party_id INTEGER CHECK (typeof(interested_party_id) IN ('null', 'integer')),
  duty TEXT CHECK (typeof(duty) IN ('null', 'text')),
  link TEXT CHECK (typeof(link) IN ('null', 'text')),
  applies_since TEXT CHECK (typeof(applies_since) IN ('null', 'text')),
  applies_until TEXT CHECK (typeof(applies_until) IN ('null', 'text')),
  evidence TEXT CHECK (typeof(evidence) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS obligation_owner ON obligation (org, owner_id);
CREATE INDEX IF NOT EXISTS obligation_interested_party ON obligation (org, interested_party_id);
CREATE INDEX IF NOT EXISTS obligation_applies_until ON obligation (org, applies_until);
CREATE TABLE IF NOT EXISTS occurrence (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  measure_id INTEGER CHECK (typeof(measure_id) IN ('null', 'integer')),
  due_on TEXT CHECK (typeof(due_on) IN ('null', 'text')),
  done_on TEXT CHECK (typeof(done_on) IN ('null', 'text')),
  done_by_id INTEGER CHECK (typeof(done_by_id) IN ('null', 'integer')),
  result TEXT CHECK (typeof(result) IN ('null', 'text')),
  evidence TEXT CHECK (typeof(evidence) IN ('null', 'text')),
  files TEXT CHECK (typeof(files) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS occurrence_measure ON occurrence (org, measure_id);
CREATE INDEX IF NOT EXISTS occurrence_done_on ON occurrence (org, done_on);
CREATE INDEX IF NOT EXISTS occurrence_done_by ON occurrence (org, done_by_id);
CREATE TABLE IF NOT EXISTS party_need (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  party_id INTEGER CHECK (typeof(party_id) IN ('null', 'integer')),
  climate BOOLEAN CHECK (typeof(climate) IN ('null', 'integer')),
  treated TEXT CHECK (typeof(treated) IN ('null', 'text')),
  how TEXT CHECK (typeof(how) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS party_need_party ON party_need (org, party_id);
CREATE TABLE IF NOT EXISTS person (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  email TEXT CHECK (typeof(email) IN ('null', 'text')),
  job TEXT CHECK (typeof(job) IN ('null', 'text')),
  unit_id INTEGER CHECK (typeof(unit_id) IN ('null', 'integer')),
  phone TEXT CHECK (typeof(phone) IN ('null', 'text')),
  external BOOLEAN CHECK (typeof(external) IN ('null', 'integer')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_name ON person (org, name);
CREATE INDEX IF NOT EXISTS person_email ON person (org, email);
CREATE INDEX IF NOT EXISTS person_unit ON person (org, unit_id);
CREATE TABLE IF NOT EXISTS profile (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  address TEXT CHECK (typeof(address) IN ('null', 'text')),
  activities TEXT CHECK (typeof(activities) IN ('null', 'text')),
  staff_count INTEGER CHECK (typeof(staff_count) IN ('null', 'integer')),
  report_channel TEXT CHECK (typeof(report_channel) IN ('null', 'text')),
  public_contact TEXT CHECK (typeof(public_contact) IN ('null', 'text')),
  circumstances TEXT CHECK (typeof(circumstances) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS raci (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  subject TEXT CHECK (typeof(subject) IN ('null', 'text')),
  role_id INTEGER CHECK (typeof(role_id) IN ('null', 'integer')),
  person_id INTEGER CHECK (typeof(person_id) IN ('null', 'integer')),
  letter TEXT CHECK (typeof(letter) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  cell TEXT CHECK (typeof(cell) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS raci_role ON raci (org, role_id);
CREATE INDEX IF NOT EXISTS raci_person ON raci (org, person_id);
CREATE INDEX IF NOT EXISTS raci_cell ON raci (org, cell);
CREATE TABLE IF NOT EXISTS report_style (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  classification TEXT CHECK (typeof(classification) IN ('null', 'text')),
  accent TEXT CHECK (typeof(accent) IN ('null', 'text')),
  header TEXT CHECK (typeof(header) IN ('null', 'text')),
  footer TEXT CHECK (typeof(footer) IN ('null', 'text')),
  logo TEXT CHECK (typeof(logo) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requirement (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  ref TEXT CHECK (typeof(ref) IN ('null', 'text')),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  framework_id INTEGER CHECK (typeof(framework_id) IN ('null', 'integer')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  parent TEXT CHECK (typeof(parent) IN ('null', 'text')),
  text TEXT CHECK (typeof(text) IN ('null', 'text')),
  documented BOOLEAN CHECK (typeof(documented) IN ('null', 'integer')),
  sort_key TEXT CHECK (typeof(sort_key) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS requirement_ref ON requirement (org, ref);
CREATE INDEX IF NOT EXISTS requirement_framework ON requirement (org, framework_id);
CREATE INDEX IF NOT EXISTS requirement_sort_key ON requirement (org, sort_key);
CREATE TABLE IF NOT EXISTS risk (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  approach TEXT CHECK (typeof(approach) IN ('null', 'text')),
  cause TEXT CHECK (typeof(cause) IN ('null', 'text')),
  event TEXT CHECK (typeof(event) IN ('null', 'text')),
  impact TEXT CHECK (typeof(impact) IN ('null', 'text')),
  description TEXT CHECK (typeof(description) IN ('null', 'text')),
  threats TEXT CHECK (typeof(threats) IN ('null', 'text')),
  vulnerabilities TEXT CHECK (typeof(vulnerabilities) IN ('null', 'text')),
  scenario TEXT CHECK (typeof(scenario) IN ('null', 'text')),
  affects TEXT CHECK (typeof(affects) IN ('null', 'text')),
  likelihood INTEGER CHECK (typeof(likelihood) IN ('null', 'integer')),
  consequence INTEGER CHECK (typeof(consequence) IN ('null', 'integer')),
  level INTEGER CHECK (typeof(level) IN ('null', 'integer')),
  rationale TEXT CHECK (typeof(rationale) IN ('null', 'text')),
  current_likelihood INTEGER CHECK (typeof(current_likelihood) IN ('null', 'integer')),
  current_consequence INTEGER CHECK (typeof(current_consequence) IN ('null', 'integer')),
  current_level INTEGER CHECK (typeof(current_level) IN ('null', 'integer')),
  verdict TEXT CHECK (typeof(verdict) IN ('null', 'text')),
  treatment TEXT CHECK (typeof(treatment) IN ('null', 'text')),
  plan TEXT CHECK (typeof(plan) IN ('null', 'text')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  residual_likelihood INTEGER CHECK (typeof(residual_likelihood) IN ('null', 'integer')),
  residual_consequence INTEGER CHECK (typeof(residual_consequence) IN ('null', 'integer')),
  residual_level INTEGER CHECK (typeof(residual_level) IN ('null', 'integer')),
  residual_verdict TEXT CHECK (typeof(residual_verdict) IN ('null', 'text')),
  accepted_until TEXT CHECK (typeof(accepted_until) IN ('null', 'text')),
  acceptance TEXT CHECK (typeof(acceptance) IN ('null', 'text')),
  accepted_on TEXT CHECK (typeof(accepted_on) IN ('null', 'text')),
  accepted_level INTEGER CHECK (typeof(accepted_level) IN ('null', 'integer')),
  refusal TEXT CHECK (typeof(refusal) IN ('null', 'text')),
  accepted_rev INTEGER CHECK (typeof(accepted_rev) IN ('null', 'integer')),
  override_current_likelihood INTEGER CHECK (typeof(override_current_likelihood) IN ('null', 'integer')),
  override_current_consequence INTEGER CHECK (typeof(override_current_consequence) IN ('null', 'integer')),
  override_residual_likelihood INTEGER CHECK (typeof(override_residual_likelihood) IN ('null', 'integer')),
  override_residual_consequence INTEGER CHECK (typeof(override_residual_consequence) IN ('null', 'integer')),
  override_reason TEXT CHECK (typeof(override_reason) IN ('null', 'text')),
  basis TEXT CHECK (typeof(basis) IN ('null', 'text')),
  criteria TEXT CHECK (typeof(criteria) IN ('null', 'text')),
  reviewed_on TEXT CHECK (typeof(reviewed_on) IN ('null', 'text')),
  review_due TEXT CHECK (typeof(review_due) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS risk_title ON risk (org, title);
CREATE INDEX IF NOT EXISTS risk_owner ON risk (org, owner_id);
CREATE INDEX IF NOT EXISTS risk_level ON risk (org, level);
CREATE INDEX IF NOT EXISTS risk_current_level ON risk (org, current_level);
CREATE INDEX IF NOT EXISTS risk_residual_level ON risk (org, residual_level);
CREATE TABLE IF NOT EXISTS risk_criteria (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  assessment TEXT CHECK (typeof(assessment) IN ('null', 'text')),
  appetite TEXT CHECK (typeof(appetite) IN ('null', 'text')),
  acceptance TEXT CHECK (typeof(acceptance) IN ('null', 'text')),
  acceptable INTEGER CHECK (typeof(acceptable) IN ('null', 'integer')),
  tolerable INTEGER CHECK (typeof(tolerable) IN ('null', 'integer')),
  acceptance_months INTEGER CHECK (typeof(acceptance_months) IN ('null', 'integer')),
  review_months INTEGER CHECK (typeof(review_months) IN ('null', 'integer')),
  most_reduction INTEGER CHECK (typeof(most_reduction) IN ('null', 'integer')),
  likelihood_scale TEXT CHECK (typeof(likelihood_scale) IN ('null', 'text')),
  consequence_scale TEXT CHECK (typeof(consequence_scale) IN ('null', 'text')),
  level_scale TEXT CHECK (typeof(level_scale) IN ('null', 'text')),
  matrix TEXT CHECK (typeof(matrix) IN ('null', 'text')),
  areas TEXT CHECK (typeof(areas) IN ('null', 'text')),
  mapping TEXT CHECK (typeof(mapping) IN ('null', 'text')),
  in_force_on TEXT CHECK (typeof(in_force_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS risk_criteria_owner ON risk_criteria (org, owner_id);
CREATE TABLE IF NOT EXISTS role (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  help TEXT CHECK (typeof(help) IN ('null', 'text')),
  grants TEXT CHECK (typeof(grants) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS role_name ON role (org, name);
CREATE TABLE IF NOT EXISTS saved_view (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  record_type TEXT CHECK (typeof(record_type) IN ('null', 'text')),
  query TEXT CHECK (typeof(query) IN ('null', 'text')),
  shared BOOLEAN CHECK (typeof(shared) IN ('null', 'integer')),
  opens BOOLEAN CHECK (typeof(opens) IN ('null', 'integer')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS saved_view_record_type ON saved_view (org, record_type);
CREATE INDEX IF NOT EXISTS saved_view_owner ON saved_view (org, owner_id);
CREATE TABLE IF NOT EXISTS scope_statement (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  version INTEGER CHECK (typeof(version) IN ('null', 'integer')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  statement TEXT CHECK (typeof(statement) IN ('null', 'text')),
  interfaces TEXT CHECK (typeof(interfaces) IN ('null', 'text')),
  exclusions TEXT CHECK (typeof(exclusions) IN ('null', 'text')),
  unreasoned INTEGER CHECK (typeof(unreasoned) IN ('null', 'integer')),
  approved_on TEXT CHECK (typeof(approved_on) IN ('null', 'text')),
  review_due TEXT CHECK (typeof(review_due) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS scope_statement_owner ON scope_statement (org, owner_id);
CREATE INDEX IF NOT EXISTS scope_statement_review_due ON scope_statement (org, review_due);
CREATE TABLE IF NOT EXISTS soa_comparison (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  performed_by_id INTEGER CHECK (typeof(performed_by_id) IN ('null', 'integer')),
  performed_on TEXT CHECK (typeof(performed_on) IN ('null', 'text')),
  statement TEXT CHECK (typeof(statement) IN ('null', 'text')),
  added TEXT CHECK (typeof(added) IN ('null', 'text')),
  framework TEXT CHECK (typeof(framework) IN ('null', 'text')),
  chosen INTEGER CHECK (typeof(chosen) IN ('null', 'integer')),
  unnamed INTEGER CHECK (typeof(unnamed) IN ('null', 'integer')),
  beyond INTEGER CHECK (typeof(beyond) IN ('null', 'integer')),
  digest TEXT CHECK (typeof(digest) IN ('null', 'text')),
  basis TEXT CHECK (typeof(basis) IN ('null', 'text')),
  frozen TEXT CHECK (typeof(frozen) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS soa_comparison_performed_by ON soa_comparison (org, performed_by_id);
CREATE TABLE IF NOT EXISTS soa_entry (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  control_id INTEGER CHECK (typeof(control_id) IN ('null', 'integer')),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  decision TEXT CHECK (typeof(decision) IN ('null', 'text')),
  legal_reason TEXT CHECK (typeof(legal_reason) IN ('null', 'text')),
  contractual_reason TEXT CHECK (typeof(contractual_reason) IN ('null', 'text')),
  business_reason TEXT CHECK (typeof(business_reason) IN ('null', 'text')),
  justification TEXT CHECK (typeof(justification) IN ('null', 'text')),
  supplier_id INTEGER CHECK (typeof(supplier_id) IN ('null', 'integer')),
  provider TEXT CHECK (typeof(provider) IN ('null', 'text')),
  agreement TEXT CHECK (typeof(agreement) IN ('null', 'text')),
  status_override TEXT CHECK (typeof(status_override) IN ('null', 'text')),
  override_reason TEXT CHECK (typeof(override_reason) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS soa_entry_control ON soa_entry (org, control_id);
CREATE INDEX IF NOT EXISTS soa_entry_supplier ON soa_entry (org, supplier_id);
CREATE INDEX IF NOT EXISTS soa_entry_owner ON soa_entry (org, owner_id);
CREATE TABLE IF NOT EXISTS soa_reason (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  control_id INTEGER CHECK (typeof(control_id) IN ('null', 'integer')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  cause TEXT CHECK (typeof(cause) IN ('null', 'text')),
  words TEXT CHECK (typeof(words) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS soa_reason_control ON soa_reason (org, control_id);
CREATE TABLE IF NOT EXISTS soa_transition (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  entries INTEGER CHECK (typeof(entries) IN ('null', 'integer')),
  measures INTEGER CHECK (typeof(measures) IN ('null', 'integer')),
  kept INTEGER CHECK (typeof(kept) IN ('null', 'integer')),
  written TEXT CHECK (typeof(written) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS soa_version (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  note TEXT CHECK (typeof(note) IN ('null', 'text')),
  quorum INTEGER CHECK (typeof(quorum) IN ('null', 'integer')),
  frozen_at TEXT CHECK (typeof(frozen_at) IN ('null', 'text')),
  controls INTEGER CHECK (typeof(controls) IN ('null', 'integer')),
  applicable INTEGER CHECK (typeof(applicable) IN ('null', 'integer')),
  excluded INTEGER CHECK (typeof(excluded) IN ('null', 'integer')),
  inherited INTEGER CHECK (typeof(inherited) IN ('null', 'integer')),
  undecided INTEGER CHECK (typeof(undecided) IN ('null', 'integer')),
  in_place INTEGER CHECK (typeof(in_place) IN ('null', 'integer')),
  digest TEXT CHECK (typeof(digest) IN ('null', 'text')),
  approved_on TEXT CHECK (typeof(approved_on) IN ('null', 'text')),
  frozen TEXT CHECK (typeof(frozen) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS start_answers (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  preset TEXT CHECK (typeof(preset) IN ('null', 'text')),
  size TEXT CHECK (typeof(size) IN ('null', 'text')),
  product TEXT CHECK (typeof(product) IN ('null', 'text')),
  work TEXT CHECK (typeof(work) IN ('null', 'text')),
  sites TEXT CHECK (typeof(sites) IN ('null', 'text')),
  data TEXT CHECK (typeof(data) IN ('null', 'text')),
  law TEXT CHECK (typeof(law) IN ('null', 'text')),
  suppliers TEXT CHECK (typeof(suppliers) IN ('null', 'text')),
  customers TEXT CHECK (typeof(customers) IN ('null', 'text')),
  climate TEXT CHECK (typeof(climate) IN ('null', 'text')),
  climate_parties TEXT CHECK (typeof(climate_parties) IN ('null', 'text')),
  climate_why TEXT CHECK (typeof(climate_why) IN ('null', 'text')),
  goal TEXT CHECK (typeof(goal) IN ('null', 'text')),
  goal_date TEXT CHECK (typeof(goal_date) IN ('null', 'text')),
  framework_id INTEGER CHECK (typeof(framework_id) IN ('null', 'integer')),
  manager_name TEXT CHECK (typeof(manager_name) IN ('null', 'text')),
  manager_email TEXT CHECK (typeof(manager_email) IN ('null', 'text')),
  top_name TEXT CHECK (typeof(top_name) IN ('null', 'text')),
  top_email TEXT CHECK (typeof(top_email) IN ('null', 'text')),
  skipped TEXT CHECK (typeof(skipped) IN ('null', 'text')),
  origins TEXT CHECK (typeof(origins) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS start_answers_framework ON start_answers (org, framework_id);
CREATE TABLE IF NOT EXISTS task (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  title TEXT CHECK (typeof(title) IN ('null', 'text')),
  kind TEXT CHECK (typeof(kind) IN ('null', 'text')),
  about TEXT CHECK (typeof(about) IN ('null', 'text')),
  owner_id INTEGER CHECK (typeof(owner_id) IN ('null', 'integer')),
  due TEXT CHECK (typeof(due) IN ('null', 'text')),
  priority TEXT CHECK (typeof(priority) IN ('null', 'text')),
  description TEXT CHECK (typeof(description) IN ('null', 'text')),
  resources TEXT CHECK (typeof(resources) IN ('null', 'text')),
  result TEXT CHECK (typeof(result) IN ('null', 'text')),
  done_on TEXT CHECK (typeof(done_on) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS task_owner ON task (org, owner_id);
CREATE INDEX IF NOT EXISTS task_due ON task (org, due);
CREATE TABLE IF NOT EXISTS unit (
  org INTEGER NOT NULL DEFAULT 0 CHECK (typeof(org) = 'integer'),
  id INTEGER NOT NULL DEFAULT 0 CHECK (typeof(id) = 'integer'),
  rev INTEGER NOT NULL DEFAULT 0 CHECK (typeof(rev) = 'integer'),
  state TEXT NOT NULL DEFAULT '' CHECK (typeof(state) = 'text'),
  archived BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(archived) = 'integer'),
  drafted BOOLEAN NOT NULL DEFAULT 0 CHECK (typeof(drafted) = 'integer'),
  created_at TEXT NOT NULL DEFAULT '' CHECK (typeof(created_at) = 'text'),
  updated_at TEXT NOT NULL DEFAULT '' CHECK (typeof(updated_at) = 'text'),
  name TEXT CHECK (typeof(name) IN ('null', 'text')),
  parent_id INTEGER CHECK (typeof(parent_id) IN ('null', 'integer')),
  head_id INTEGER CHECK (typeof(head_id) IN ('null', 'integer')),
  description TEXT CHECK (typeof(description) IN ('null', 'text')),
  PRIMARY KEY (org, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unit_name ON unit (org, name);
CREATE INDEX IF NOT EXISTS unit_parent ON unit (org, parent_id);
CREATE INDEX IF NOT EXISTS unit_head ON unit (org, head_id);
