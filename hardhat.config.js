// Compiles the contracts to the bytes of contracts/build (`npx hardhat compile`) and serves as the chain (`npx hardhat
// node`).
// The compiler is npm's `solc`; Hardhat's own way, a download, is overridden, so that no compiler host is needed.

const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require("hardhat/builtin-tasks/task-names");
const { subtask } = require("hardhat/config");

const { version } = require("solc/package.json");

const output = process.env.DEED_HARDHAT_OUTPUT ?? "."; // a test's own folder

subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async () => ({
  compilerPath: require.resolve("solc/soljson.js"),
  isSolcJs: true,
  version,
  longVersion: require("solc").version().replace(".Emscripten.clang", ""),
}));

module.exports = {
  solidity: {
    version,
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "london",
    },
  },
  paths: { sources: "./contracts", artifacts: `${output}/artifacts`, cache: `${output}/cache` },
  networks: {
    hardhat: {
      chainId: 31337,
      hardfork: "london",
      blockGasLimit: 300_000_000,
      // As on Besu with zeroBaseFeePerGas: nobody pays for gas, and accounts need no balance.
      initialBaseFeePerGas: 0,
      gasPrice: 0,
    },
  },
};
