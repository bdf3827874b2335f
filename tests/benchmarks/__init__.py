"""Tests of the benchmarks that decide something themselves."""
