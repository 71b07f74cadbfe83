// Calls the API through the vendor's SDK, and prints what the caller gets: a line of JSON for each
// action.
//
//     node ask.js MODULES ENDPOINT ACTION...
//
// MODULES: the folder node_modules; ENDPOINT: host, port and path.
"use strict";

const path = require("path");

const [modules, endpoint, ...actions] = process.argv.slice(2);
const {CommonClient} = require(path.resolve(modules, "tencentcloud-sdk-nodejs-common"));

const client = new CommonClient(endpoint, "2017-03-12", {
    credential: {secretId: "id", secretKey: "key"},
    region: "ap-guangzhou",
    profile: {httpProfile: {protocol: "http://", endpoint, reqTimeout: 20}},
});

async function outcome(action) {
    try {
        const response = await client.request(action, {});
        return {kind: "success", requestId: response.RequestId ?? null};
    } catch (error) {
        return {kind: error.constructor.name, code: error.code ?? null, requestId: error.requestId ?? null,
            message: error.message};
    }
}

async function main() {
    for (const action of actions) {
        console.log(JSON.stringify({action, ...await outcome(action)}));
    }
}

main();
