// Stands in bundles for a library that a dependency loads and that Holdfast never calls.
module.exports = {};
