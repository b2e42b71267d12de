package io.enterprisemode.testkit.architecture.samples.broken.order;

/** Badly named. */
final class OrderUtils {}
