package io.enterprisemode.othermodule;

/** A class of another service. */
public final class Thing {}
