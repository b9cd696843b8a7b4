# frozen_string_literal: true

# Carries out what a Homebrew formula does, on any system and without Homebrew: `ruby formula.rb FORMULA SYSTEM PROCESSOR`
# prints what it says for macos or linux on arm or intel, as JSON; with `UNPACKED PREFIX` behind that, its own `install`
# runs in the unpacked archive and its own `test` on what was installed. The names are Homebrew's (Formula Cookbook).

require "fileutils"
require "json"
require "open3"
require "pathname"

FORMULA, SYSTEM, PROCESSOR, UNPACKED, PREFIX = ARGV

module OS
  def self.mac? = SYSTEM == "macos"
end

class Pathname
  # Moves files or folders in here; a hash gives them other names.
  def install(*sources)
    mkpath
    sources.each do |source|
      pairs = source.is_a?(Hash) ? source : { source => File.basename(source) }
      pairs.each { |from, name| FileUtils.mv(from, self / name) }
    end
  end
end

class Formula
  @facts = Hash.new { |facts, name| facts[name] = [] }
  class << self
    attr_reader :facts, :test_block, :service_block

    def inherited(formula)
      super
      formula.instance_variable_set(:@facts, @facts)
    end

    %i[desc homepage version license url sha256 depends_on].each do |name|
      define_method(name) { |value| @facts[name] << value }
    end

    { on_macos: "macos", on_linux: "linux" }.each do |name, system|
      define_method(name) { |&block| block.call if SYSTEM == system }
    end

    { on_arm: "arm", on_intel: "intel" }.each do |name, processor|
      define_method(name) { |&block| block.call if PROCESSOR == processor }
    end

    def test(&block) = @test_block = block
    def service(&block) = @service_block = block
  end

  def prefix = Pathname(PREFIX || "/opt/formula")
  def bin = prefix / "bin"
  alias opt_bin bin
  def man1 = prefix / "share/man/man1"
  def doc = prefix / "share/doc/stream-tts-bun"
  def bash_completion = prefix / "etc/bash_completion.d"
  def zsh_completion = prefix / "share/zsh/site-functions"
  def fish_completion = prefix / "share/fish/vendor_completions.d"
  def var = prefix / "var"
  def version = self.class.facts[:version].first

  def shell_output(command, status = 0)
    output, ended = Open3.capture2(command)
    raise "#{command} ended with #{ended.exitstatus}" unless ended.exitstatus == status

    output
  end

  def pipe_output(command, input, status)
    output, ended = Open3.capture2(command, stdin_data: "#{input}\n")
    raise "#{command} ended with #{ended.exitstatus}" unless ended.exitstatus == status

    output
  end

  def assert_equal(wanted, found) = wanted == found || raise("#{found.inspect} is not #{wanted.inspect}")
  def assert_match(wanted, found) = found.match?(wanted) || raise("#{found.inspect} has no #{wanted.inspect}")
end

# What a formula's `service` says; its words are evaluated in the formula, as Homebrew does.
class Service
  attr_reader :command

  def initialize(formula) = @formula = formula
  def run(command) = @command = command
  def keep_alive(**) = nil
  def log_path(_path) = nil
  def error_log_path(_path) = nil
  def opt_bin = @formula.opt_bin
  def var = @formula.var
end

load FORMULA
formula = StreamTtsBun.new
if UNPACKED
  Dir.chdir(UNPACKED) { formula.install }
  formula.instance_eval(&StreamTtsBun.test_block)
end
service = Service.new(formula)
service.instance_eval(&StreamTtsBun.service_block)
told = StreamTtsBun.facts.merge("caveats" => formula.caveats, "service" => service.command.map(&:to_s))
puts JSON.generate(told)
