// SPDX-License-Identifier: MIT
// Node-RED as peer_node_red.sh runs it: no editor, and a sqlite3 that takes SQL, because the node for SQLite is built from C++.
const sqlite = require('child_process').spawn('sqlite3', ['-bail', process.env.PEER_DATABASE],
    {stdio: ['pipe', 'inherit', 'inherit']});
sqlite.stdin.write('PRAGMA synchronous = FULL;\n');
module.exports = {
    uiPort: 0, httpAdminRoot: false, httpNodeRoot: false, logging: {console: {level: 'info'}},
    functionGlobalContext: {sqlite},
};
